"""Sessions that end, other tabs, helpers, and pressing twice: nothing is lost."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from consent.editor.drafts import KEPT_FOR
from consent.participants.models import Authority
from consent.preferences import queries
from consent.preferences.models import Preference
from consent.vocabulary.answers import Answer
from consent.vocabulary.levels import Level, choices_of
from consent.vocabulary.terms import Group, Kind
from tests import institutions, people
from tests.editor.posts import grow_old, posted

HEALTH = {"level": "health", "action": "check"}


def sign_in_after(client, person, path):
    """Sign in where the page sent the person, and follow to where it leads."""
    return client.post(
        path, {"login": person.account.email, "password": people.PASSWORD}, follow=True
    )


def test_answers_posted_after_the_session_ended_come_back(ana, client):
    answer = client.post("/choices/", {**HEALTH, "authority": ana.pk})
    page = sign_in_after(client, ana, answer.headers["Location"])

    assert page.redirect_chain[-1][0] == "/choices/check/"
    assert page.context["change"].lead.new == "Share for health"
    assert queries.current(ana.participant) is None


def test_answers_of_an_ended_session_are_nobody_elses(ana, ben, client):
    answer = client.post("/choices/", {**HEALTH, "authority": ana.pk})
    page = sign_in_after(client, ben, answer.headers["Location"])
    again = people.sign_in(Client(), ana).get("/choices/")

    assert page.redirect_chain[-1][0] == "/choices/"
    assert page.context["editor"].level.value == ""
    assert again.context["editor"].level.value == ""


def test_answers_wait_sealed_and_not_for_long(ana, client):
    named = {**HEALTH, "conditions": "MONDO:0009061", "authority": ana.pk}
    answer = client.post("/choices/", named)

    assert "MONDO" not in str(dict(client.session))
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
        page = sign_in_after(client, ana, answer.headers["Location"])
        assert page.redirect_chain[-1][0] == "/choices/"


def test_form_that_is_too_long_to_be_ours_is_not_kept(ana, client):
    client.post("/choices/", {**HEALTH, "authority": ana.pk, "x": "x" * 30_000})

    assert "unsent" not in client.session


def test_check_page_survives_the_end_of_the_session(ana, visitor):
    visitor.post("/choices/", HEALTH)
    page = visitor.get("/choices/check/")
    kept = {"token": page.context["token"], "kept": page.context["kept"]}
    visitor.logout()

    answer = visitor.post("/choices/save/", kept)
    again = sign_in_after(visitor, ana, answer.headers["Location"])
    visitor.post("/choices/save/", {"token": again.context["token"]})

    assert queries.current(ana.participant).level == "health"


@pytest.mark.parametrize("kept", ["", "nonsense", "é", "x" * 30_000])
def test_draft_that_we_did_not_seal_is_left_alone(db, client, kept):
    answer = client.post("/choices/save/", {"token": "x", "kept": kept})

    assert answer.status_code == 302
    assert "draft" not in client.session


def test_draft_carried_by_a_page_is_nobody_elses(ben, visitor, client):
    visitor.post("/choices/", HEALTH)
    kept = visitor.get("/choices/check/").context["kept"]
    stranger = Client()

    answer = stranger.post("/choices/save/", {"token": "x", "kept": kept})
    page = sign_in_after(stranger, ben, answer.headers["Location"])

    assert page.redirect_chain[-1][0] == "/choices/"


def test_nothing_changed_is_a_page_of_its_own(ana, visitor):
    people.choose(ana, Level.HEALTH)
    same = {**posted(Level.HEALTH), "replacing": "1", "action": "check"}

    page = visitor.post("/choices/", same, follow=True).content.decode()

    assert "<h1>You did not change anything.</h1>" in page
    assert "Save and send" not in page


def test_helper_who_saved_meanwhile_is_named_with_the_time(ana, visitor):
    people.choose(ana, Level.WIDE)
    sara = people.make_person("Sara")
    help_of = Authority.objects.create(
        account=sara.account,
        participant=ana.participant,
        kind=Authority.Kind.HELPER_CHOOSE,
    )
    visitor.post("/choices/", {**HEALTH, "replacing": "1"})
    people.choose(help_of, Level.ASK, replacing=1)

    check = visitor.get("/choices/check/")
    page = visitor.get(check.context["compare_url"]).content.decode()
    still = visitor.get("/choices/check/")

    assert re.search(r"changed at \d\d:\d\d on", page)
    assert "by Sara (helper)." in page
    assert still.context["compare_url"] == ""


def test_draft_is_kept_for_a_week(visitor):
    visitor.post("/choices/", HEALTH)

    with time_machine.travel(timezone.now() + KEPT_FOR - timedelta(hours=1)):
        assert visitor.get("/choices/check/").status_code == 200


def test_earlier_choices_are_used_again_without_saving(ana, visitor):
    people.choose(ana, Level.WIDE)
    people.choose(ana, Level.NONE, replacing=1)

    page = visitor.post("/changes/1/use/", follow=True)
    checked = visitor.post(
        "/choices/",
        {**posted(Level.WIDE), "replacing": page.context["editor"].replacing},
        follow=True,
    )

    assert page.context["editor"].level.value == "wide"
    assert page.context["editor"].replacing == 2
    assert Preference.objects.count() == 2
    assert checked.context["change"].lead.new == "Share widely"


def test_choices_of_others_are_not_used_again(ben, visitor):
    people.choose(ben, Level.WIDE)

    assert visitor.post("/changes/1/use/").status_code == 404


def test_helper_who_may_only_look_can_do_none_of_it(ana, client):
    people.choose(ana, Level.WIDE)
    sara = people.make_person("Sara")
    Authority.objects.filter(pk=sara.pk).delete()
    Authority.objects.create(
        account=sara.account,
        participant=ana.participant,
        kind=Authority.Kind.HELPER_VIEW,
    )
    people.sign_in(client, sara)

    assert client.get("/choices/").status_code == 403
    assert client.get("/choices/compare/").status_code == 403
    for path in ("/choices/", "/choices/preview/", "/choices/save/", "/changes/1/use/"):
        assert client.post(path).status_code == 403, path


def test_preview_is_a_part_of_the_page_and_saves_nothing(ana, visitor):
    institutions.make_organization()

    page = visitor.post("/choices/preview/", {"level": "wide"})
    empty = visitor.post("/choices/preview/", {})

    html = page.content.decode()
    assert "Northfield Hospital could use all your data. Now: no." in html
    assert "<html" not in html
    assert empty.content.decode().strip() == ""
    assert queries.current(ana.participant) is None


def test_button_without_script_shows_the_same(visitor):
    institutions.make_organization()

    page = visitor.post("/choices/", {"level": "wide", "action": "preview"})

    assert "Northfield Hospital could use all your data" in page.content.decode()


def test_preview_for_somebody_else_is_refused(visitor):
    answer = visitor.post("/choices/preview/", {"level": "wide", "authority": "0"})

    assert answer.status_code == 404


def test_organization_is_found_named_answered_and_let_go(ana, visitor):
    institutions.make_organization("novagen", name="Novagen", kind="company")
    people.choose(ana, Level.WIDE)
    start = {**posted(Level.WIDE), "replacing": "1"}

    found = visitor.post(
        "/choices/",
        {**start, "action": "find_organization", "organization_query": "nova"},
    )
    named = visitor.post("/choices/", {**start, "action": "name:novagen"})
    row = {"named": ["", "novagen"], "group-@novagen": "no"}
    visitor.post("/choices/", {**start, **row, "action": "check"})
    token = visitor.get("/choices/check/").context["token"]
    visitor.post("/choices/save/", {"token": token})
    saved = queries.choices_of(queries.current(ana.participant))
    shown = visitor.get("/choices/").context["editor"].named
    gone = visitor.post(
        "/choices/", {**start, **row, "action": "unname:novagen"}
    ).context["editor"]

    assert "Answer for Novagen" in found.content.decode()
    assert named.context["editor"].named[0].answer.value == "yes"
    assert saved.organizations == {"novagen": dict.fromkeys(Kind, Answer.NO)}
    assert [row.label for row in shown] == ["Novagen"]
    assert gone.named == []


def test_unknown_organization_cannot_be_named(ana, visitor):
    institutions.make_organization("insurer", kind="barred")
    rows = {"named": ["", "nobody", "insurer", "\x00"], "group-@insurer": "yes"}

    visitor.post("/choices/", {**posted(Level.WIDE), **rows, "action": "check"})
    token = visitor.get("/choices/check/").context["token"]
    visitor.post("/choices/save/", {"token": token})

    assert queries.choices_of(queries.current(ana.participant)).organizations == {}


def test_one_press_says_no_to_all_companies(ana, visitor):
    people.choose(ana, Level.HEALTH)
    start = {**posted(Level.HEALTH), "replacing": "1"}

    page = visitor.post("/choices/", {**start, "action": "no_companies"})

    editor = page.context["editor"]
    answers = {row.code: row.answer.value for row in editor.groups}
    assert editor.level.value == "own"
    assert (answers[Group.COMPANY], answers[Group.OTHER_COMPANY]) == ("no", "no")
    assert answers[Group.NONPROFIT] == "mix"


def test_list_of_countries_comes_when_asked_for(visitor):
    plain = visitor.get("/choices/").content.decode()
    asked = visitor.post("/choices/", {**posted(Level.WIDE), "action": "countries"})

    assert 'name="own_places"' not in plain
    assert 'name="own_places"' in asked.content.decode()
    assert not asked.context["editor"].errors


def test_page_of_a_person_who_chose_stays_small(ana, visitor):
    people.choose(ana, Level.HEALTH)

    page = visitor.get("/choices/").content

    assert len(page) <= 40 * 1024
    assert len(re.findall(b"<h1", page)) == 1


def test_editor_and_check_page_ask_little_of_the_database(
    ana, link, visitor, django_assert_max_num_queries
):
    people.choose(ana, Level.HEALTH)
    visitor.post(
        "/choices/", {**posted(Level.WIDE), "replacing": "1", "action": "check"}
    )

    with django_assert_max_num_queries(9):
        visitor.get("/choices/")
    with django_assert_max_num_queries(16):
        visitor.get("/choices/check/")


def test_no_to_one_organization_never_waits_for_a_fresh_sign_in(ana, visitor):
    institutions.make_organization("novagen", kind="company")
    people.choose(ana, Level.HEALTH)
    grow_old(visitor)
    answers = {
        **posted(Level.HEALTH, level="own", flag__tools="yes", replacing="1"),
        "named": ["", "novagen"],
        "group-@novagen": "no",
    }

    visitor.post("/choices/", {**answers, "action": "check"})
    token = visitor.get("/choices/check/").context["token"]
    visitor.post("/choices/save/", {"token": token})

    saved = queries.choices_of(queries.current(ana.participant))
    assert saved.organizations == {"novagen": dict.fromkeys(Kind, Answer.NO)}
    assert saved.flags == choices_of(Level.HEALTH).flags
