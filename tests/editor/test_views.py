import re

import pytest
from django.utils import timezone

from consent.decisions.narrowing import is_closed
from consent.links.models import Link
from consent.preferences import queries
from consent.preferences.models import Preference
from consent.preferences.services import join
from consent.vocabulary.answers import Answer
from consent.vocabulary.levels import Level, choices_of
from consent.vocabulary.terms import Group, Kind
from tests import people
from tests.editor.posts import grow_old, posted


def check_and_save(visitor, answers):
    """Post the editor, then press the button of the check page."""
    visitor.post("/choices/", {**answers, "action": "check"})
    checked = visitor.get("/choices/check/")
    return visitor.post("/choices/save/", {"token": checked.context["token"]})


def test_editor_picks_nothing_for_a_person_who_has_not_chosen(visitor):
    answer = visitor.get("/choices/")

    html = answer.content.decode()
    ticked = [tag for tag in re.findall("<input[^>]*>", html) if " checked" in tag]
    assert answer.status_code == 200
    assert all('name="detail-' in part for part in ticked)


def test_editor_shows_what_is_saved(visitor, ana):
    people.choose(ana, Level.HEALTH)

    answer = visitor.get("/choices/")

    editor = answer.context["editor"]
    assert editor.level.value == "health"
    assert editor.replacing == 1


def test_preview_shows_the_meaning_and_saves_nothing(visitor, ana):
    answer = visitor.post("/choices/", {"level": "wide", "action": "preview"})

    preview = answer.context["preview"]
    assert preview.picked
    assert (preview.yes, preview.ask, preview.no) == (30, 0, 0)
    assert queries.current(ana.participant) is None


def test_editor_without_an_answer_says_what_is_missing(visitor):
    answer = visitor.post("/choices/", {"action": "check"})

    assert "Pick how much you want to share." in answer.content.decode()
    assert "Error:" in answer.content.decode()


def test_level_is_checked_and_saved(visitor, ana):
    answer = check_and_save(visitor, {"level": "health"})

    assert answer.headers["Location"] == "/changes/1/"
    saved = queries.current(ana.participant)
    assert (saved.level, saved.version, saved.by) == ("health", 1, ana.account)


def test_own_mix_is_saved_as_answered(visitor, ana):
    answers = posted(Level.WIDE, level="own", group__company="no")

    check_and_save(visitor, answers)

    value = queries.choices_of(queries.current(ana.participant))
    assert value.cells[Group.COMPANY, Kind.GENE] is Answer.NO
    assert value.cells[Group.CHARITY, Kind.GENE] is Answer.YES


def test_check_page_groups_a_whole_row(visitor, ana):
    people.choose(ana, Level.WIDE)
    answers = posted(Level.WIDE, level="own", group__company="no", replacing="1")

    visitor.post("/choices/", {**answers, "action": "check"})
    answer = visitor.get("/choices/check/")

    lines = [
        (line.label, line.old, line.new) for line in answer.context["change"].changes
    ]
    assert lines == [("Health companies: all my data", "yes", "no")]
    assert answer.context["change"].lead.new == "My own mix"


def test_pressing_save_twice_saves_once(visitor, ana):
    visitor.post("/choices/", {"level": "wide", "action": "check"})
    token = visitor.get("/choices/check/").context["token"]

    first = visitor.post("/choices/save/", {"token": token})
    second = visitor.post("/choices/save/", {"token": token})

    assert first.headers["Location"] == second.headers["Location"] == "/changes/1/"
    assert Preference.objects.count() == 1


def test_older_tab_does_not_overwrite_a_newer_choice(visitor, ana):
    people.choose(ana, Level.WIDE)
    visitor.post("/choices/", {"level": "health", "replacing": "1", "action": "check"})
    people.choose(ana, Level.ASK, replacing=1)

    token = visitor.get("/choices/check/").context["token"]
    answer = visitor.post("/choices/save/", {"token": token})

    assert answer.status_code == 409
    assert "Your choices were changed meanwhile" in answer.content.decode()
    assert queries.current(ana.participant).level == "ask"


def test_person_may_still_save_after_looking_at_the_newer_choice(visitor, ana):
    people.choose(ana, Level.WIDE)
    visitor.post("/choices/", {"level": "health", "replacing": "1", "action": "check"})
    people.choose(ana, Level.ASK, replacing=1)
    token = visitor.get("/choices/check/").context["token"]
    visitor.post("/choices/save/", {"token": token})

    old_page = visitor.post("/choices/save/", {"token": token})
    again = visitor.get("/choices/check/")
    answer = visitor.post("/choices/save/", {"token": again.context["token"]})

    assert old_page.headers["Location"] == "/changes/2/"
    assert again.context["change"].lead.old == "Ask me every time"
    assert answer.headers["Location"] == "/changes/3/"
    assert queries.current(ana.participant).level == "health"


def test_swapped_level_is_one_line_before_the_rest(visitor, ana):
    people.choose(ana, Level.WIDE)

    visitor.post("/choices/", {"level": "none", "replacing": "1", "action": "check"})
    answer = visitor.get("/choices/check/")

    html = answer.content.decode()
    lead = answer.context["change"].lead
    assert (lead.label, lead.old, lead.new) == (
        "How much I share",
        "Share widely",
        "Share with no one",
    )
    assert html.index("How much I share") < html.index("<details")


def test_first_choice_is_one_line_and_its_list_has_a_day_in_words(visitor, ana):
    visitor.post("/choices/", {"level": "health", "action": "check"})

    change = visitor.get("/choices/check/").context["change"]

    days = [line.new for line in change.changes if "of this day" in line.label]
    assert (change.lead.old, change.lead.new) == ("Not chosen yet", "Share for health")
    assert re.fullmatch(r"\d+ [A-Z][a-z]+ \d{4}", days[0])


def test_sharing_with_no_one_never_waits_for_another_tab(visitor, ana):
    people.choose(ana, Level.WIDE)
    visitor.post("/choices/", {"level": "none", "replacing": "1", "action": "check"})
    people.choose(ana, Level.ASK, replacing=1)

    token = visitor.get("/choices/check/").context["token"]
    answer = visitor.post("/choices/save/", {"token": token})

    assert answer.headers["Location"] == "/changes/3/"
    assert queries.current(ana.participant).level == "none"


def test_wishes_left_in_the_form_do_not_make_sharing_with_no_one_wait(visitor, ana):
    people.choose(ana, Level.WIDE)
    left = {"level": "none", "months": "12", "duties": "publish", "replacing": "1"}
    visitor.post("/choices/", {**left, "action": "check"})
    people.choose(ana, Level.HEALTH, replacing=1)

    token = visitor.get("/choices/check/").context["token"]
    answer = visitor.post("/choices/save/", {"token": token})

    assert answer.headers["Location"] == "/changes/3/"
    assert is_closed(queries.choices_of(queries.current(ana.participant)))


@pytest.mark.parametrize("saved", [None, Level.HEALTH])
def test_naming_a_condition_does_not_make_sharing_with_no_one_wait(visitor, ana, saved):
    link = join(
        participant=ana.participant,
        platform=people.make_platform("lakeside"),
        by=ana.account,
    )
    if saved:
        people.choose(ana, saved)
    grow_old(visitor)
    named = {"conditions": "MONDO:0009061", "condition_places": "lakeside"}

    check_and_save(visitor, {"level": "none", **named})

    link.refresh_from_db()
    assert queries.current(ana.participant).level == "none"
    assert not link.shares_conditions


@pytest.mark.parametrize(
    "answers",
    [
        {"action": "find", "condition_query": "cy\x00stic"},
        {"action": "find", "conditions": "\x00", "condition_query": "cystic"},
        {"action": "check", "level": "health", "conditions": "MONDO:\x00"},
        {"action": "check", "level": "none", "condition_places": "\x00"},
    ],
)
def test_null_characters_break_nothing(visitor, answers):
    assert visitor.post("/choices/", answers).status_code < 400
    assert visitor.get("/choices/?draft=1").status_code == 200


def test_sharing_with_no_one_needs_no_fresh_sign_in(visitor, ana):
    people.choose(ana, Level.HEALTH)
    grow_old(visitor)

    answer = check_and_save(visitor, {"level": "none", "replacing": "1"})

    assert answer.headers["Location"] == "/changes/2/"
    assert queries.current(ana.participant).level == "none"


def test_sharing_more_needs_a_fresh_sign_in_and_keeps_the_draft(visitor, ana):
    people.choose(ana, Level.NONE)
    grow_old(visitor)

    answer = check_and_save(visitor, {"level": "wide", "replacing": "1"})

    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert queries.current(ana.participant).level == "none"
    visitor.post(answer.headers["Location"], {"password": people.PASSWORD})
    checked = visitor.get("/choices/check/")
    assert not checked.context["needs_sign_in"]
    visitor.post("/choices/save/", {"token": checked.context["token"]})
    assert queries.current(ana.participant).level == "wide"


def test_what_shares_less_is_saved_at_once_and_the_rest_waits(visitor, ana):
    people.choose(ana, Level.HEALTH)
    grow_old(visitor)
    answers = posted(
        Level.HEALTH, level="own", group__company="no", flag__tools="yes", replacing="1"
    )

    check_and_save(visitor, answers)

    value = queries.choices_of(queries.current(ana.participant))
    assert value.cells[Group.COMPANY, Kind.HEALTH] is Answer.NO
    assert value.flags == choices_of(Level.HEALTH).flags
    waiting = visitor.get("/choices/check/").context["change"].changes
    assert [(line.label, line.new) for line in waiting] == [
        ("Make tools and AI", "yes")
    ]


def test_naming_a_condition_tells_only_the_picked_place(visitor, ana):
    lakeside, other = people.make_platform("lakeside"), people.make_platform("library")
    for platform in (lakeside, other):
        join(participant=ana.participant, platform=platform, by=ana.account)
    answers = {
        "level": "condition",
        "conditions": "MONDO:0009061",
        "condition_places": "lakeside",
    }

    check_and_save(visitor, answers)

    knows = ana.participant.links.filter(shares_conditions=True)
    assert [link.platform.code for link in knows] == ["lakeside"]


def test_session_never_holds_a_condition_in_clear(visitor):
    visitor.post(
        "/choices/",
        {"level": "condition", "conditions": "MONDO:0009061", "action": "check"},
    )

    assert "MONDO:0009061" not in str(dict(visitor.session))


@pytest.mark.parametrize(
    "path", ["/choices/", "/choices/check/", "/changes/", "/home/"]
)
def test_pages_of_a_person_ask_strangers_to_sign_in(client, db, path):
    answer = client.get(path)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["/choices/", "/changes/", "/changes/1/"])
def test_queries_do_not_grow_with_changes_and_places(
    visitor, ana, path, django_assert_max_num_queries
):
    for number in range(6):
        platform = people.make_platform(f"place-{number}")
        join(participant=ana.participant, platform=platform, by=ana.account)
    replacing = None
    for level in (Level.WIDE, Level.HEALTH, Level.ASK, Level.HEALTH, Level.WIDE):
        replacing = people.choose(ana, level, replacing=replacing).version

    with django_assert_max_num_queries(14):
        answer = visitor.get(path)

    assert answer.status_code == 200


@pytest.mark.parametrize("level", [Level.HEALTH, Level.NONE])
def test_place_on_hold_goes_on_by_the_same_choices(visitor, ana, link, level):
    check_and_save(visitor, posted(level))
    Link.objects.filter(pk=link.pk).update(held_since=timezone.now())
    same = {**posted(level), "replacing": "1"}

    visitor.post("/choices/", {**same, "action": "check"})
    page = visitor.get("/choices/check/").content.decode()
    check_and_save(visitor, same)

    assert "Some places are on hold." in page
    assert "You did not change anything." not in page
    assert "Save and send my choices" in page
    assert Link.objects.get(pk=link.pk).held_since is None
    assert queries.current(ana.participant).version == 1


def test_place_on_hold_asks_for_a_fresh_sign_in_before_the_button(visitor, ana, link):
    people.choose(ana, Level.HEALTH)
    Link.objects.filter(pk=link.pk).update(held_since=timezone.now())
    grow_old(visitor)

    visitor.post("/choices/", {**posted(Level.HEALTH), "action": "check"})

    assert visitor.get("/choices/check/").context["needs_sign_in"]
