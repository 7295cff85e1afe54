"""Asking one place for more than choices do, and taking in what it answers."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from consent.asks.models import Ask, Residue
from consent.asks.words import MOST_RESIDUE, Answered, Left
from consent.audit import services as audit
from consent.errors import Refusal
from consent.links.models import Link
from consent.links.services import LinkEnded
from consent.notifications import services as letters
from consent.notifications.models import Letter
from consent.participants.models import Account, Participant

TAKEN = ""
UNKNOWN_ASK = "unknown_ask"
ANSWERED = "already_answered"


class AskOver(Refusal):
    """The ask was answered for good, or was taken back before."""

    code = "ask_over"
    sentence = "This place has answered already. You can ask again."


@transaction.atomic
def open_ask(*, link: Link, kind: Ask.Kind, by: Account) -> tuple[Ask, bool]:
    """Write an ask down; return it, and whether it is new.

    Asking the same again while it is open gives the ask of the first time. Nothing
    is told yet: the caller, who checked the right to ask, tells the place in the same
    transaction. Refuses when the link is ending.
    """
    Participant.objects.select_for_update().get(pk=link.participant_id)
    ask = Ask.objects.open().filter(link=link, kind=kind).first()
    if ask is not None:
        return ask, False
    if not Link.objects.filter(pk=link.pk, state=Link.State.ACTIVE).exists():
        raise LinkEnded
    ask = Ask.objects.create(link=link, kind=kind, by=by)
    ask.refresh_from_db()
    _record("ask.made", ask, {"kind": kind.value, "by": by.pk})
    return ask, True


@transaction.atomic
def take_back(*, ask: Ask, by: Account) -> Ask:
    """Take an open ask back; the caller tells the place in the same transaction."""
    Participant.objects.select_for_update().get(pk=ask.link.participant_id)
    now = timezone.now()
    if not Ask.objects.open().filter(pk=ask.pk).update(taken_back_at=now):
        raise AskOver
    ask.taken_back_at = now
    _record("ask.taken_back", ask, {"by": by.pk})
    return ask


@transaction.atomic
def hear(*, platform_id: int, answers: Sequence[Answered]) -> list[str]:
    """Take in a platform's answers; return for each the code of why not, or nothing.

    The last answer counts, but an answer for good is not undone by "working". Asks of
    other platforms are answered as if there were none. Comes before deliveries are
    locked: letters point to people, whose rows are locked first.
    """
    if not answers:
        return []
    ids = {number for one in answers if (number := _number(one.id))}
    mine = Ask.objects.filter(pk__in=ids, link__platform_id=platform_id)
    people = mine.values("link__participant_id")
    list(Participant.objects.filter(pk__in=people).order_by("pk").select_for_update())
    found = {
        ask.pk: ask
        for ask in mine.select_related("link__participant")
        .select_for_update(of=("self",))
        .order_by("pk")
    }
    by_text = {str(number): ask for number, ask in found.items()}
    return [_take_in(by_text.get(str(_number(one.id))), one) for one in answers]


def keep_residue(*, said: Mapping[tuple[int, int], Sequence[Left]]) -> None:
    """Keep what a platform says stays, by link and version; saying it twice is fine.

    The versions were issued for those links, whose deliveries the caller has locked.
    """
    said = {pair: lines for pair, lines in said.items() if lines}
    if not said:
        return
    known: dict[tuple[int, int], set[Left]] = {pair: set() for pair in said}
    before = Residue.objects.filter(
        link__in={link for link, _ in said}, version__in={number for _, number in said}
    )
    for one in before:
        if (one.link_id, one.version) in known:
            line = Left(one.kind, one.text, one.until)
            known[one.link_id, one.version].add(line)
    Residue.objects.bulk_create(
        Residue(
            link_id=link_id,
            version=version,
            kind=line.kind,
            text=line.text,
            until=line.until,
        )
        for (link_id, version), lines in said.items()
        for line in _new(lines, known[link_id, version])
    )


def _new(lines: Sequence[Left], known: set[Left]) -> list[Left]:
    """Return the lines that are not known, no more than fit for one version."""
    fresh = [line for line in dict.fromkeys(lines) if line not in known]
    return fresh[: max(0, MOST_RESIDUE - len(known))]


def _take_in(ask: Ask | None, said: Answered) -> str:
    if ask is None:
        return UNKNOWN_ASK
    if (ask.answer, ask.answer_text) == (said.answer, said.text):
        return TAKEN
    is_final = said.answer != Ask.Answer.WORKING
    if ask.is_answered and not is_final:
        return ANSWERED
    ask.answer, ask.answer_text = said.answer, said.text
    ask.answered_at = timezone.now()
    ask.save(update_fields=["answer", "answer_text", "answered_at"])
    _record("ask.answered", ask, {"answer": said.answer})
    if is_final:
        letters.write_to_all(
            participant=ask.link.participant,
            kind=Letter.Kind.ASK_ANSWERED,
            key=f"ask-{ask.pk}-{said.answer}",
            about={"ask": str(ask.pk)},
        )
    return TAKEN


def _number(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


def _record(kind: str, ask: Ask, body: dict[str, object]) -> None:
    audit.record(
        kind=kind,
        participant_id=ask.link.participant_id,
        body={"ask": str(ask.pk), "link": ask.link_id, **body},
    )
