"""Each task takes few actions, by mouse, without a script and by keys alone, alike."""

import pytest

from consent.preferences.models import Preference
from consent.vocabulary.choices import Choices
from consent.vocabulary.levels import Level
from tests import people
from tests.gates.person import Person

pytestmark = pytest.mark.journey
WAYS = {
    "mouse": {"has_script": True, "by_keys": False},
    "no-script": {"has_script": False, "by_keys": False},
    "keys": {"has_script": True, "by_keys": True},
}


@pytest.fixture(scope="module")
def site():
    return {}


@pytest.fixture
def web(stack):
    stack.start("web")
    return stack


@pytest.fixture
def enter(web, new_context):
    """Bring somebody in, home, in one of the ways."""

    def come(authority, way):
        context = new_context(java_script_enabled=WAYS[way]["has_script"])
        return Person(context, web.url, authority.account.email, **WAYS[way])

    return come


def saved(authority):
    """What the person's newest choices are, and how many sets there are."""
    rows = Preference.objects.filter(participant=authority.participant)
    return Choices.from_json(rows.latest("version").value), rows.count()


def in_every_way(enter, task, *, most, before=Level.WIDE):
    """Do a task as three people; return what each left behind."""
    left = []
    for way in WAYS:
        authority = people.make_person(way.title().replace("-", ""))
        people.choose(authority, before)
        person = enter(authority, way)
        task(person)
        assert (way, person.actions <= most) == (way, True), person.actions
        left.append(saved(authority))
    return left


def save_and_see(person):
    person.press("button", "Check my changes", nth=-1)
    person.press("button", "Save and send my choices", nth=-1)
    person.sees("Your choices are saved.")


def share_with_no_one(person):
    person.press("link", "My choices")
    person.pick("level", "none")
    save_and_see(person)


def companies_get_nothing(person):
    person.press("link", "My choices")
    person.press("button", "Say no to all companies")
    save_and_see(person)


def companies_get_no_full_dna(person):
    person.press("link", "My choices")
    if not person.has_script:
        person.pick("level", "own")
    person.pick("group-company", "mix")
    person.pick("company-genome", "no")
    save_and_see(person)


@pytest.mark.parametrize(
    ("task", "most"),
    [
        (share_with_no_one, 4),
        (companies_get_nothing, 4),
        (companies_get_no_full_dna, 6),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_choosing_takes_few_actions_and_leaves_the_same_in_every_way(enter, task, most):
    left = in_every_way(enter, task, most=most)

    assert left[0] == left[1] == left[2]
    assert left[0][1] == 2


def test_what_i_share_now_is_seen_at_once(enter):
    ana = people.make_person("Ana")
    people.choose(ana, Level.HEALTH)

    person = enter(ana, "no-script")

    person.sees("Share for health")
    assert person.actions == 0
