"""Refusals that the domain can express, each with a stable code."""

from typing import ClassVar


class Refusal(Exception):
    """Something that Ambit will not do, and the plain sentence that says why.

    `code` is stable and part of the public interface; surfaces (pages, API)
    translate it to their own dialect. A refusal means that nothing was changed.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = "This cannot be done."

    def __init__(self, sentence: str = "", **facts: object) -> None:
        self.facts = facts
        super().__init__(sentence or self.sentence)


class Stale(Refusal):
    """Somebody else has changed the thing since the caller looked at it."""

    code = "stale"
    sentence = "This was changed in the meantime. Look again, then decide."


class NotYours(Refusal):
    """The caller has no right to this; surfaces answer as if it did not exist."""

    code = "not_found"
    sentence = "There is nothing here for you."


class Conflict(Refusal):
    """The same name was used before with other content."""

    code = "conflict"
    sentence = "This id was used before with other content."


class Invalid(Refusal):
    """The input cannot be accepted; `facts["errors"]` says which part and why."""

    code = "invalid"
    sentence = "Some answers need another look."


class ResyncRequired(Refusal):
    """The cursor belongs to another epoch of the feed or lies ahead of it."""

    code = "resync_required"
    sentence = "Read the snapshot, then go on from its cursor."


class ReconcileFirst(Refusal):
    """Our records were restored; the platform must say what it holds before all else."""

    code = "reconcile_required"
    sentence = "Our records were restored. Post all that you hold to changes/digest."


class Busy(Refusal):
    """The same work goes on already; `facts["retry_after"]` are seconds to wait."""

    code = "busy"
    sentence = "This goes on already. Wait for it, then try again."


class Unavailable(Refusal):
    """Ambit cannot answer safely now, so it says no."""

    code = "unavailable"
    sentence = "Ambit cannot answer now. Do not use the data; ask again later."
