"""The moves of a world that also loses records: a platform's, or ours."""

from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from consent.links.models import Link, LinkVersion
from consent.publishing import restore
from tests.publishing.machine import post
from tests.publishing.machine.machine import LEVEL, WHERE, WHO
from tests.publishing.machine.operators import PropagationWithOperators


class PropagationWithMishaps(PropagationWithOperators):
    """A savepoint is our backup; going back to it loses what came later.

    `careful` holds what a place knew, by subject, and we no longer do: until the
    person speaks, it is told nothing but that nothing is shared.
    """

    backup: str | None = None

    def __init__(self) -> None:
        super().__init__()
        self.careful: dict[str, dict] = {}
        self.ever_lost: set[str] = set()

    @rule(posted=PropagationWithOperators.letters, enforces=st.booleans())
    def arrive(self, posted, enforces) -> None:
        """Perhaps a letter of a past that a restore undid."""
        super().arrive(posted, enforces)
        place = posted.place
        for subject in posted.envelope.subjects:
            issued = LinkVersion.objects.filter(link__subject_id=subject)
            if not issued.filter(version=place.held[subject]).exists():
                self.careful[subject] = place.told[subject]

    @rule(where=WHERE, number=st.integers(0, 3))
    def lose(self, where, number) -> None:
        """Forget one subject at a platform, and the answers about it."""
        place = self.places[where]
        for subject in list(place.held)[number : number + 1]:
            place.lose(subject)
            self.careful.pop(subject, None)
            self.lost.add(subject)
            self.ever_lost.add(subject)
            for posted in self.posted:
                posted.is_done |= subject in posted.envelope.subjects

    @rule(where=WHERE)
    def compare(self, where) -> None:
        self.lost -= post.compare(self.places[where])

    @precondition(lambda self: self.backup is None)
    @rule()
    def back_up(self) -> None:
        self.backup = transaction.savepoint()

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore(self) -> None:
        """Go back, with nothing else running; letters may still be on their way."""
        for place in self.places:
            links = Link.objects.filter(platform=place.platform)
            place.undone |= set(links.values_list("subject_id", flat=True))
        transaction.savepoint_rollback(self.backup)
        # Our records think again that these were received.
        self.lost |= self.ever_lost
        for posted in self.posted:
            posted.is_done = True
        restore.begin(to=timezone.now(), reason="The disk broke.")
        for place in self.places:
            known = LinkVersion.objects.filter(link__platform=place.platform)
            issued = set(known.values_list("link__subject_id", "version"))
            for subject, version in place.held.items():
                if (subject, version) not in issued:
                    self.careful[subject] = place.told[subject]

    @rule(who=WHO, level=LEVEL)
    def choose(self, who, level) -> None:
        super().choose(who, level)
        links = Link.objects.filter(participant=self.people[who].participant)
        for subject in links.values_list("subject_id", flat=True):
            self.careful.pop(subject, None)

    @invariant()
    def keeps_to_the_careful_answer(self) -> None:
        for place in getattr(self, "places", []):
            for subject in self.careful.keys() & place.told.keys():
                told = place.told[subject]
                is_careful = told["sharing"] != "some"
                self.is_broken |= not (is_careful or told == self.careful[subject])
                assert not self.is_broken, (subject, told)
