"""The pages of requests: asked, checked, answered, stopped."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.grants.models import Grant
from consent.participants.models import Authority
from consent.requests.models import Asking, Request
from tests import people


@pytest.fixture
def visitor(client, dina):
    return people.sign_in(client, dina)


def pick(visitor, asking, answer):
    return visitor.post(f"/requests/{asking.pk}/", {"answer": answer}, follow=True)


def save(visitor, asking, answer, **parts):
    path = f"/requests/{asking.pk}/check/"
    return visitor.post(path, {"answer": answer, **parts}, follow=True)


def read(visitor, asking):
    return visitor.get(f"/requests/{asking.pk}/").content.decode()


def test_list_says_that_no_one_asks(visitor):
    assert "No one is asking." in visitor.get("/requests/").content.decode()


def test_waiting_request_is_counted_in_the_menu(visitor, asking):
    html = visitor.get("/home/").content.decode()

    assert "1 request waits for you" in html
    assert '<span class="count">1' in html


def test_card_says_who_what_why_and_until_when(visitor, asking):
    html = visitor.get("/requests/").content.decode()

    assert "Waiting (1)" in html
    assert "Northfield Hospital asks for your gene test results." in html
    assert "Why: Any health research." in html
    assert "Please answer by" in html


def test_request_shows_what_a_yes_would_allow(visitor, asking):
    html = read(visitor, asking)

    assert "<h1>May we study your genes for sleep?</h1>" in html
    assert "My gene test results" in html
    assert "My full DNA record, My samples, My name" in html
    assert "We want to learn why some people sleep badly." in html
    assert "Finland" in html
    assert "They promised in writing to follow your choices." in html
    assert " checked>" not in html


def test_good_and_bad_stand_side_by_side(visitor, asking):
    html = read(visitor, asking)

    assert "What may be good" in html
    assert "Your genes can point to you and to your family." in html
    assert "You may get nothing from it yourself." in html
    assert "They may earn money with it." not in html


def test_firm_that_copies_says_so(visitor, asking):
    Request.objects.update(is_commercial=True, is_tools=True, ways=["copy"])

    html = read(visitor, asking)

    assert "They may earn money with it. You get none." in html
    assert "A copy leaves its place." in html
    assert "It cannot forget what it learned." in html


def test_nothing_is_saved_before_the_check_page(visitor, asking):
    html = pick(visitor, asking, "yes").content.decode()

    assert "Check your answer" in html
    assert "Your answer: Yes, for this study only" in html
    assert not Grant.objects.exists()


def test_yes_becomes_a_grant(visitor, asking):
    pick(visitor, asking, "yes")
    answer = save(visitor, asking, "yes")

    assert Grant.objects.alive().count() == 1
    assert "You said yes" in answer.content.decode()


def test_no_gives_nothing(visitor, asking):
    save(visitor, asking, "no")

    asking.refresh_from_db()
    assert asking.answer == "no"
    assert not Grant.objects.exists()


def test_same_answer_twice_counts_once(visitor, asking):
    save(visitor, asking, "yes")
    again = save(visitor, asking, "yes").content.decode()

    assert Grant.objects.count() == 1
    assert "You have answered this request before." not in again


def test_answer_is_taken_once(visitor, asking):
    save(visitor, asking, "no")
    answer = save(visitor, asking, "yes")

    assert "You have answered this request before." in answer.content.decode()
    assert not Grant.objects.exists()


def test_no_answer_asks_again(visitor, asking):
    html = visitor.post(f"/requests/{asking.pk}/", {}).content.decode()

    assert "Error:" in html
    assert "Pick an answer." in html


def test_check_page_without_an_answer_goes_back(visitor, asking):
    answer = visitor.get(f"/requests/{asking.pk}/check/")

    assert answer.headers["Location"] == f"/requests/{asking.pk}/"


def test_yes_asks_for_a_fresh_sign_in_and_no_does_not(visitor, asking, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0

    shown = pick(visitor, asking, "yes").content.decode()
    sent_on = visitor.post(f"/requests/{asking.pk}/check/", {"answer": "yes"})
    asking.refresh_from_db()
    waits = asking.answer
    save(visitor, asking, "no")

    assert "Sign in again" in shown
    assert "/accounts/" in sent_on.headers["Location"]
    assert waits == ""
    assert Asking.objects.get().answer == "no"


def test_who_wants_to_talk_first_says_how_to_be_reached(visitor, asking):
    pick(visitor, asking, "talk")
    empty = save(visitor, asking, "talk", reach="").content.decode()
    done = save(visitor, asking, "talk", reach="+358 40 000").content.decode()

    asking.refresh_from_db()
    assert "Tell us how to reach you." in empty
    assert "Until you answer, it counts as no." in done
    assert (asking.answer, asking.talk_asked_at is None) == ("", False)
    assert "358" not in asking.sealed_talk_reach


def test_who_talked_can_still_answer_and_the_number_is_gone(visitor, asking):
    save(visitor, asking, "talk", reach="+358 40 000")
    html = read(visitor, asking)
    save(visitor, asking, "no")

    asking.refresh_from_db()
    assert "Check my answer" in html
    assert (asking.answer, asking.sealed_talk_reach) == ("no", "")


def test_yes_can_be_stopped_without_a_fresh_sign_in(visitor, asking, settings):
    save(visitor, asking, "yes")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    answer = visitor.post(f"/requests/{asking.pk}/stop/", follow=True)

    assert not Grant.objects.alive().exists()
    assert "Your yes was stopped" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"answer_by": timezone.now() - timedelta(days=1)},
            "You did not answer in time",
        ),
        ({"state": "ended"}, "They no longer ask."),
    ],
)
def test_ended_request_says_why_it_counts_as_no(visitor, asking, changes, words):
    Request.objects.update(**changes)

    html = read(visitor, asking)

    assert words in html
    assert "Check my answer" not in html
    assert "Ended (1)" in visitor.get("/requests/?show=ended").content.decode()


def test_answer_after_the_end_is_told_and_changes_nothing(visitor, asking):
    pick(visitor, asking, "yes")
    Request.objects.update(state="ended")

    html = save(visitor, asking, "yes").content.decode()

    assert "This request has ended." in html
    assert not Grant.objects.exists()


def test_changed_words_show_what_the_yes_was_given_to(visitor, asking):
    save(visitor, asking, "yes")
    Request.objects.update(text_version=2, kinds=["genome"], summary="More.")

    html = read(visitor, asking)

    assert "They changed the words after your yes." in html
    assert "More." not in html
    assert "<dd>My gene test results</dd>" in html


def test_yes_whose_time_is_over_says_so(visitor, asking):
    save(visitor, asking, "yes")
    Grant.objects.update(until=timezone.now() - timedelta(days=1))

    html = read(visitor, asking)

    assert "The time of your yes is over" in html
    assert "Stop my yes" not in html


def test_helper_who_may_only_look_sees_no_button_and_is_refused(client, dina, asking):
    ben = people.make_person("Ben")
    Authority.objects.filter(account=ben.account).delete()
    Authority.objects.create(
        account=ben.account,
        participant=dina.participant,
        kind=Authority.Kind.HELPER_VIEW,
    )
    people.sign_in(client, ben)

    assert "Check my answer" not in read(client, asking)
    assert pick(client, asking, "yes").status_code == 403
    assert save(client, asking, "yes").status_code == 403


def test_nobody_answers_for_others(client, asking):
    people.sign_in(client, people.make_person("Ben"))

    assert client.get(f"/requests/{asking.pk}/").status_code == 404
    assert pick(client, asking, "yes").status_code == 404
    assert save(client, asking, "yes").status_code == 404


@pytest.mark.parametrize("query", ["?show=x", "?page=x", "?show=answered&page=9"])
def test_odd_addresses_are_no_fault(visitor, asking, query):
    assert visitor.get(f"/requests/{query}").status_code == 200


def test_list_asks_as_often_for_many_requests(visitor, asking, dina):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            visitor.get("/requests/")
        return len(queries)

    asked()
    few = asked()
    for number in range(8):
        one = Request.objects.first()
        one.pk, one.code = None, f"study-{number}"
        one.save()
        Asking.objects.create(request=one, participant=dina.participant)

    assert asked() <= few < 10


def test_home_leads_to_the_first_that_waits(visitor, asking):
    home = visitor.get("/home/").content.decode()
    answer = visitor.get("/requests/?show=next")

    assert 'href="/requests/?show=next"' in home
    assert answer.headers["Location"] == f"/requests/{asking.pk}/"
