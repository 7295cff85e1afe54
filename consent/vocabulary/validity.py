"""What makes a set of choices contradict itself, with a sentence for each case."""

from collections.abc import Iterator
from typing import Final

from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices, InvalidChoices
from consent.vocabulary.countries import ALL_COUNTRIES
from consent.vocabulary.diseases import is_disease_code
from consent.vocabulary.messages import gettext_noop as _
from consent.vocabulary.places import listed_countries
from consent.vocabulary.terms import (
    CHOSEN_DUTIES,
    VOCABULARY_VERSION,
    Contact,
    PlaceRule,
    Topic,
    Way,
)

MAX_MONTHS: Final = 600

MESSAGES: Final = {
    "unreadable": _("We cannot read this answer."),
    "unknown_term": _("We do not know this word."),
    "unknown_field": _("We do not know this field."),
    "not_an_answer": _("Pick yes, ask me, or no."),
    "stricter_than_health": _(
        "You say more to any health research than to your condition. "
        "Give your condition the same answer, or a wider one."
    ),
    "above_visit": _(
        "Taking a copy goes further than a visit. Give the visit the same answer."
    ),
    "above_copy": _(
        "A shared library goes further than a copy. Give the copy the same answer."
    ),
    "no_places": _("Pick at least one country."),
    "no_home_country": _("Tell us which country you live in."),
    "unknown_country": _("We do not know this country."),
    "unknown_list": _("We do not know this list of countries."),
    "unknown_disease": _("Pick a condition from the list."),
    "out_of_range": _("Pick a number of months from 1 to 600."),
    "always_applies": _("This always applies. You need not pick it."),
    "no_ask": _("Pick yes or no. To ask you would tell you."),
    "no_time_zone": _("This date needs a time zone."),
    "unknown_vocabulary": _("These choices come from a newer version of Ambit."),
}


def check(choices: Choices) -> Choices:
    """Give the choices back, or raise InvalidChoices naming every field at fault."""
    errors = dict(find_errors(choices))
    if errors:
        raise InvalidChoices(errors)
    return choices


def find_errors(choices: Choices) -> Iterator[tuple[str, str]]:
    """Yield the field and the code of each contradiction."""
    yield from order_errors(choices)
    yield from place_errors(choices)
    if not all(map(is_disease_code, choices.conditions)):
        yield "conditions", "unknown_disease"
    if choices.months is not None and not 1 <= choices.months <= MAX_MONTHS:
        yield "months", "out_of_range"
    if choices.duties - CHOSEN_DUTIES:
        yield "duties", "always_applies"
    if choices.contact.get(Contact.FINDINGS) is Answer.ASK:
        yield "contact.findings", "no_ask"
    if choices.until is not None and choices.until.tzinfo is None:
        yield "until", "no_time_zone"
    if not 1 <= choices.vocabulary <= VOCABULARY_VERSION:
        yield "vocabulary", "unknown_vocabulary"


def order_errors(choices: Choices) -> Iterator[tuple[str, str]]:
    topics, ways = choices.topics, choices.ways
    if topics.get(Topic.CONDITION, 0) < topics.get(Topic.HEALTH, 0):
        yield "topics.condition", "stricter_than_health"
    if ways.get(Way.COPY, 0) > ways.get(Way.VISIT, 0):
        yield "ways.copy", "above_visit"
    if ways.get(Way.LIBRARY, 0) > ways.get(Way.COPY, 0):
        yield "ways.library", "above_copy"


def place_errors(choices: Choices) -> Iterator[tuple[str, str]]:
    if choices.where is PlaceRule.OWN and not choices.own_places:
        yield "own_places", "no_places"
    if choices.own_places - ALL_COUNTRIES:
        yield "own_places", "unknown_country"
    if choices.where is PlaceRule.MINE and choices.home_country is None:
        yield "home_country", "no_home_country"
    if choices.home_country is not None and choices.home_country not in ALL_COUNTRIES:
        yield "home_country", "unknown_country"
    if choices.where is PlaceRule.LIST and not listed_countries(choices.listed):
        yield "listed", "unknown_list"
