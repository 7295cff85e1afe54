"""Which mails an account wants, and when; letters themselves are always shown here."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from consent.notifications.models import Letter, LetterChoice

Kind = Letter.Kind
How = LetterChoice.How

# What can be picked, for each kind that people pick for; the first is the default.
OPTIONS: Final[Mapping[Kind, tuple[How, ...]]] = {
    Kind.REQUEST: (How.AT_ONCE, How.WEEKLY, How.OFF),
    Kind.IN_FORCE: (How.AT_ONCE, How.WEEKLY, How.OFF),
    Kind.LATE: (How.AT_ONCE, How.WEEKLY, How.OFF),
    Kind.DISPUTE_ANSWERED: (How.AT_ONCE, How.WEEKLY, How.OFF),
    Kind.USED: (How.OFF, How.MONTHLY, How.AT_ONCE),
    Kind.YEARLY: (How.AT_ONCE, How.MONTHLY, How.OFF),
}
# These go the way that was picked for another kind.
FOLLOWS: Final[Mapping[Kind, Kind]] = {
    Kind.REQUEST_ENDS: Kind.REQUEST,
    Kind.DISPUTE_RECEIVED: Kind.DISPUTE_ANSWERED,
    Kind.ASK_ANSWERED: Kind.DISPUTE_ANSWERED,
    Kind.FILE_READY: Kind.DISPUTE_ANSWERED,
}
# A digest that comes after the time to answer would be of no use.
NEVER_COLLECTED: Final = frozenset({Kind.REQUEST_ENDS})
# The others are about the safety of the account, or that choices were changed.
IS_ALWAYS_MAILED: Final = frozenset(Kind) - frozenset(OPTIONS) - frozenset(FOLLOWS)
COLLECTED_FOR: Final = {
    How.WEEKLY: timedelta(days=7),
    How.MONTHLY: timedelta(days=30),
}


def picked_for(kind: Kind) -> Kind:
    """Return the kind under which the wish for this one is kept."""
    return FOLLOWS.get(kind, kind)


def wish_for(kind: Kind, picked: Mapping[str, str]) -> How:
    """Say how mails of a kind go, by what the account picked for each kind."""
    if kind in IS_ALWAYS_MAILED:
        return How.AT_ONCE
    main = picked_for(kind)
    how = How(picked.get(main, OPTIONS[main][0]))
    if kind in NEVER_COLLECTED and how in COLLECTED_FOR:
        return How.AT_ONCE
    return how


def collected_kinds(picked: Mapping[str, str]) -> list[Kind]:
    """List the kinds of which one mail tells together, by what the account picked."""
    return [kind for kind in Kind if wish_for(kind, picked) in COLLECTED_FOR]
