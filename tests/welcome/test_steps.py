import re

import pytest
from django.utils import timezone

from consent.participants.models import Account, Authority, Participant
from consent.vocabulary.levels import Level
from consent.vocabulary.majority import may_be_child
from consent.welcome import queries, services
from consent.welcome.models import FirstSteps
from consent.welcome.services import Step
from tests import people

THIS_YEAR = timezone.now().year
LEO = {"called": "Leo", "country": "FI", "birth_year": THIS_YEAR - 9}


@pytest.fixture
def visitor(client, ana):
    return people.sign_in(client, ana)


def status_of(client):
    return [task.is_done for task in client.get("/first-steps/").context["tasks"]]


def test_nothing_is_done_at_first_and_looking_writes_nothing(visitor):
    assert status_of(visitor) == [False] * 5
    assert not FirstSteps.objects.exists()


def test_first_step_opens_the_others_and_choosing_is_always_open(visitor):
    before = [task.url for task in visitor.get("/first-steps/").context["tasks"]]
    visitor.post("/first-steps/reach/", {"language": "en"})
    after = [task.url for task in visitor.get("/first-steps/").context["tasks"]]

    assert [bool(url) for url in before] == [True, False, False, True, False]
    assert [bool(url) for url in after] == [True, True, True, True, False]


def test_five_steps_are_done_in_any_order(visitor, ana):
    visitor.post("/first-steps/reach/", {"language": "en"})
    visitor.post("/first-steps/about/", {})
    visitor.post("/choices/", {"level": "none", "action": "check"})
    in_between = status_of(visitor)
    visitor.post("/first-steps/who/", {"who": "me"})
    people.choose(ana, Level.NONE)

    assert in_between == [True, False, True, True, False]
    assert status_of(visitor) == [True] * 5
    assert "All is done." in visitor.get("/first-steps/").content.decode()


def test_language_is_kept_in_the_account(visitor, ana):
    visitor.post("/first-steps/reach/", {"language": "en"})

    assert Account.objects.get(pk=ana.account_id).language == "en"


@pytest.mark.parametrize("answer", ["yes", "no", "unsure", "", "made up"])
def test_nobody_fails_the_questions(answer, visitor):
    page = visitor.post("/first-steps/about/", {"mind": answer})

    html = page.content.decode()
    assert "You can change your choices at any time." in html
    assert "Error" not in html
    assert FirstSteps.objects.get().understood_at is not None


def test_child_is_taken_in_and_chosen_for(visitor, ana):
    page = visitor.post("/first-steps/child/", LEO, follow=True)

    child = Participant.objects.get(called="Leo")
    held = Authority.objects.get(participant=child)
    assert (held.account, held.kind) == (ana.account, Authority.Kind.GUARDIAN)
    assert "You are choosing for Leo (your child)" in page.content.decode()
    assert FirstSteps.objects.get().who_at is not None
    assert not child.links.exists()


def test_same_child_twice_is_once(visitor):
    visitor.post("/first-steps/child/", LEO)
    visitor.post("/first-steps/child/", LEO)

    assert Participant.objects.filter(called="Leo").count() == 1


def test_grown_up_is_no_child(visitor):
    page = visitor.post("/first-steps/child/", {**LEO, "birth_year": THIS_YEAR - 30})

    assert "They can choose for themselves." in page.content.decode()
    assert re.search("<title>Error:", page.content.decode())
    assert not Participant.objects.filter(called="Leo").exists()


@pytest.mark.parametrize("year", ["", "x", "1700", str(THIS_YEAR + 1), "9" * 30])
def test_unreadable_year_is_refused(year, visitor):
    page = visitor.post("/first-steps/child/", {**LEO, "birth_year": year})

    assert "birth_year" in page.context["form"].errors


def test_age_of_majority_depends_on_the_country():
    year = 2026

    assert may_be_child(birth_year=2008, country="FI", year=year)
    assert not may_be_child(birth_year=2007, country="FI", year=year)
    assert may_be_child(birth_year=2007, country="KR", year=year)
    assert not may_be_child(birth_year=2027, country="FI", year=year)


def test_one_account_takes_in_few_children(ana):
    for number in range(services.MOST_CHILDREN):
        services.take_in_child(**{**LEO, "called": f"Child {number}"}, by=ana.account)

    with pytest.raises(services.TooManyChildren):
        services.take_in_child(**LEO, by=ana.account)


def test_who_helps_somebody_goes_on_to_the_code(visitor):
    answer = visitor.post("/first-steps/who/", {"who": "helped"})

    assert answer.headers["Location"] == "/people/code/"


def test_nothing_picked_is_told(visitor):
    html = visitor.post("/first-steps/who/", {}).content.decode()

    assert "<title>Error:" in html
    assert 'href="#id_who"' in html


def test_home_reminds_until_all_is_done_or_put_away(ana):
    account = ana.account
    before = queries.open_steps(account, has_chosen=False)
    for step in (Step.REACHED, Step.WHO, Step.UNDERSTOOD):
        services.note(step=step, by=account)

    assert before == 5
    assert queries.open_steps(account, has_chosen=False) == 2
    assert queries.open_steps(account, has_chosen=True) == 0


def test_steps_that_were_put_away_are_not_reminded_of(visitor, ana):
    visitor.post("/first-steps/later/")

    assert queries.open_steps(ana.account, has_chosen=False) == 0
    assert visitor.get("/first-steps/").status_code == 200


def test_who_chose_long_ago_is_not_reminded(ana):
    assert queries.open_steps(ana.account, has_chosen=True) == 0


def test_helper_who_may_only_look_has_no_way_to_choose(client, ben, ana):
    held = Authority.objects.create(
        account=ben.account,
        participant=ana.participant,
        kind=Authority.Kind.HELPER_VIEW,
    )
    people.sign_in(client, ben)
    client.post("/people/act/", {"authority": held.pk})

    tasks = client.get("/first-steps/").context["tasks"]

    assert not any("/choices" in task.url for task in tasks)


def test_list_needs_few_queries(visitor, django_assert_max_num_queries):
    visitor.get("/first-steps/")

    with django_assert_max_num_queries(9):
        visitor.get("/first-steps/")
