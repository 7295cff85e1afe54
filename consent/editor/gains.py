"""Who could do more, and who less, after a change; in whole sentences."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from consent.access_history.words import KIND_WORDS, list_words
from consent.decisions.uses import Party
from consent.editor.queries import World
from consent.editor.reach import Move, Reach, move_of
from consent.links.models import Link
from consent.vocabulary.answers import Answer
from consent.vocabulary.terms import Kind, known_details

MOST_NAMES: Final = 3
NO, ASK, YES = Answer.NO, Answer.ASK, Answer.YES
MORE: Final = "more"
LESS: Final = "less"
Form = tuple[Answer, Answer] | str

GAINS: Final[Mapping[Form, str]] = {
    (NO, ASK): gettext_noop("%(who)s could ask you about %(what)s. Now: no."),
    (NO, YES): gettext_noop("%(who)s could use %(what)s. Now: no."),
    (ASK, YES): gettext_noop(
        "%(who)s could use %(what)s and need not ask. Now: we ask you first."
    ),
    MORE: gettext_noop("%(who)s could use or ask about %(what)s for more than now."),
}
LOSSES: Final[Mapping[Form, str]] = {
    (YES, ASK): gettext_noop("%(who)s must ask you first about %(what)s. Now: yes."),
    (YES, NO): gettext_noop("%(who)s could no longer use %(what)s. Now: yes."),
    (ASK, NO): gettext_noop(
        "%(who)s could no longer ask about %(what)s. Now: we ask you first."
    ),
    LESS: gettext_noop("%(who)s could use or ask about %(what)s for less than now."),
}


@dataclass
class Balance:
    """Sentences of who gains and who loses."""

    gains: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)


def organizations_balance(reach: Reach, world: World) -> Balance:
    """Compare every organization's answers, the same sentence told once for all."""
    gains: dict[tuple[Form, tuple[Kind, ...]], list[str]] = {}
    losses: dict[tuple[Form, tuple[Kind, ...]], list[str]] = {}
    moves_of = _remembering(reach)
    for organization in world.organizations.values():
        moves = moves_of(world.parties(organization))
        for form, kinds in _grouped(moves, gain_of):
            gains.setdefault((form, kinds), []).append(organization.name)
        for form, kinds in _grouped(moves, loss_of):
            losses.setdefault((form, kinds), []).append(organization.name)
    return Balance(_sentences(gains, GAINS), _sentences(losses, LOSSES))


def _remembering(reach: Reach) -> Callable[[Sequence[Party]], dict[Kind, Move]]:
    """Organizations of one group without an answer of their own move alike."""
    known: dict[object, dict[Kind, Move]] = {}

    def moves_of(parties: Sequence[Party]) -> dict[Kind, Move]:
        code = parties[0].code
        key = (
            code
            if code in reach.named
            else tuple(sorted(str(one.group) for one in parties))
        )
        if key not in known:
            known[key] = {
                kind: move_of(
                    frozenset().union(*(reach.pairs(one, kind) for one in parties))
                )
                for kind in Kind
            }
        return known[key]

    return moves_of


def gain_of(move: Move) -> Form | None:
    if move.after > move.before:
        return (move.before, move.after)
    return MORE if move.has_more else None


def loss_of(move: Move) -> Form | None:
    if move.after < move.before:
        return (move.before, move.after)
    return LESS if move.has_less else None


def _grouped(
    moves: Mapping[Kind, Move], form_of: Callable[[Move], Form | None]
) -> Iterable[tuple[Form, tuple[Kind, ...]]]:
    found: dict[Form, list[Kind]] = {}
    for kind, move in moves.items():
        form = form_of(move)
        if form is not None:
            found.setdefault(form, []).append(kind)
    return [(form, tuple(kinds)) for form, kinds in found.items()]


def _sentences(
    found: Mapping[tuple[Form, tuple[Kind, ...]], Sequence[str]],
    words: Mapping[Form, str],
) -> list[str]:
    return [
        _(words[form])
        % {"who": names_in_words(names), "what": kinds_in_words(kinds, form)}
        for (form, kinds), names in found.items()
    ]


def names_in_words(names: Sequence[str]) -> str:
    """Name the first few, count the rest."""
    if len(names) <= MOST_NAMES + 1:
        return list_words(names)
    rest = len(names) - MOST_NAMES
    others = ngettext("%(n)d other", "%(n)d others", rest) % {"n": rest}
    return list_words([*names[:MOST_NAMES], others])


def kinds_in_words(kinds: Sequence[Kind], form: Form) -> str:
    if len(kinds) == len(Kind):
        is_over = form != LESS and form[1] is Answer.NO
        return _("any of your data") if is_over else _("all your data")
    return list_words(_(KIND_WORDS[kind.value]) for kind in kinds)


PLACES: Final = {
    "none": gettext_noop("%(place)s must stop all new sharing of your data."),
    "start": gettext_noop("%(place)s may start to share your data, as far as you say."),
    "more": gettext_noop("%(place)s may share more than now."),
    "less": gettext_noop("%(place)s must share less than now."),
}


def places_balance(reach: Reach, world: World) -> Balance:
    """Say for each place that holds the data whether it may share more or less."""
    found = Balance()
    for link in world.links:
        if link.platform.is_stopped:
            continue
        move = _place_move(reach, world, link)
        place = {"place": link.platform.name}
        if move.has_more:
            starts = move.before is Answer.NO
            found.gains.append(_(PLACES["start" if starts else "more"]) % place)
        if move.has_less:
            ends = move.after is Answer.NO
            found.losses.append(_(PLACES["none" if ends else "less"]) % place)
        if link.has_prior_consent and reach.is_first:
            text = _("The older form you signed at %(place)s would end.")
            found.losses.append(text % place)
    return found


def _place_move(reach: Reach, world: World, link: Link) -> Move:
    """Take all that anybody could get there; what it cannot keep apart counts."""
    apart = known_details(link.platform.details_apart)
    rows = {
        party.code if party.code in reach.named else str(party.group): party
        for row in world.organizations.values()
        if (party := world.party(row, link.platform_id)).group is not None
    }
    pairs = (
        reach.pairs(party, kind, apart=apart)
        for party in rows.values()
        for kind in Kind
    )
    return move_of(frozenset({(Answer.NO, Answer.NO)}).union(*pairs))
