"""Reports of use: judged by what held then, kept once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consent.access_history import services
from consent.access_history.models import AccessEvent, UnmatchedReport
from consent.audit.models import LogEntry
from consent.links.models import Link
from consent.publishing import services as publishing
from consent.publishing.confirmations import Word, confirm
from consent.publishing.services import Enforced
from consent.requests import services as requests
from consent.requests.models import Asking, Request
from consent.vocabulary.levels import Level
from tests import institutions, people

Verdict = AccessEvent.Verdict


def enforce(platform, link):
    link.refresh_from_db()
    publishing.acknowledge(
        platform=platform, enforced=[Enforced(link.subject_id, link.version)]
    )


def study_of(organization):
    soon = timezone.now() + timedelta(days=20)
    return Request.objects.create(
        code="sleep-study",
        organization=organization,
        study="sleep",
        title="May we study your genes for sleep?",
        summary="We want to learn why some people sleep badly.",
        kinds=["gene"],
        topic="health",
        ways=["visit"],
        places=["FI"],
        use_until=soon,
        answer_by=soon,
        state=Request.State.OPEN,
    )


def send(platform, link, **parts):
    """Report a use of this moment; return the kept event."""
    parts.setdefault("occurred_at", timezone.now().isoformat())
    data = institutions.report(link.subject_id, **parts)
    outcome = services.report(platform=platform, reports=[data])
    assert outcome.accepted == 1, outcome
    return AccessEvent.objects.get(event_id=data["event_id"])


def test_use_inside_the_choices_is_in_line(ana, lakeside, link):
    people.choose(ana, Level.HEALTH)
    enforce(lakeside.platform, link)

    event = send(lakeside.platform, link)

    assert event.verdict == Verdict.IN_LINE
    assert event.link_version == link.version
    assert LogEntry.objects.filter(
        kind="access.reported", participant_id=ana.participant.pk
    ).exists()


def test_use_against_the_choices_is_not_in_line(ana, lakeside, link):
    people.choose(ana, Level.NONE)
    enforce(lakeside.platform, link)

    event = send(lakeside.platform, link)

    assert (event.verdict, event.why) == (Verdict.NOT_IN_LINE, "said_no")


def test_use_before_the_place_had_heard_is_marked_so(ana, lakeside, link):
    people.choose(ana, Level.WIDE)
    enforce(lakeside.platform, link)
    people.choose(ana, Level.NONE, replacing=1)

    event = send(lakeside.platform, link)

    assert event.verdict == Verdict.NOT_YET_TOLD


def test_choice_that_was_received_is_no_surprise(ana, lakeside, link):
    people.choose(ana, Level.WIDE)
    enforce(lakeside.platform, link)
    people.choose(ana, Level.NONE, replacing=1)
    link.refresh_from_db()
    confirm([Word(link.pk, link.version, is_enforced=False)])

    event = send(lakeside.platform, link)

    assert event.verdict == Verdict.NOT_IN_LINE
    assert event.link_version < link.version


def test_grant_holds_until_the_place_heard_that_it_ended(ana, lakeside, link, hospital):
    people.choose(ana, Level.ASK)
    asking = requests.ask(request=study_of(hospital), participant=ana.participant)
    mine = {"by": ana.account, "authority": ana}
    requests.answer(asking=asking, answer=Asking.Answer.YES, **mine)
    enforce(lakeside.platform, link)
    granted = send(lakeside.platform, link, study="sleep")
    requests.take_back(asking=asking, **mine)
    not_heard = send(lakeside.platform, link, study="sleep", event_id="2")
    enforce(lakeside.platform, link)

    heard = send(lakeside.platform, link, study="sleep", event_id="3")

    assert granted.verdict == Verdict.IN_LINE
    assert not_heard.verdict == Verdict.NOT_YET_TOLD
    assert heard.verdict == Verdict.NOT_IN_LINE


def test_later_choice_does_not_change_the_verdict_on_an_earlier_use(
    ana, lakeside, link
):
    people.choose(ana, Level.WIDE)
    enforce(lakeside.platform, link)
    then = timezone.now().isoformat()
    people.choose(ana, Level.NONE, replacing=1)
    enforce(lakeside.platform, link)

    event = send(lakeside.platform, link, occurred_at=then)

    assert event.verdict == Verdict.IN_LINE
    assert event.link_version < link.version


def test_use_before_the_first_choice_is_not_in_line(lakeside, link):
    event = send(lakeside.platform, link)

    assert (event.verdict, event.why) == (Verdict.NOT_IN_LINE, "unanswered")


def test_use_before_the_link_cannot_be_judged(ana, lakeside, link):
    people.choose(ana, Level.WIDE)
    long_ago = (timezone.now() - timedelta(days=400)).isoformat()

    event = send(lakeside.platform, link, occurred_at=long_ago)

    assert event.verdict == Verdict.UNKNOWN


def test_unclear_use_cannot_be_judged(ana, lakeside, link):
    people.choose(ana, Level.WIDE)

    event = send(lakeside.platform, link, kinds=["teeth"])

    assert (event.verdict, event.why) == (Verdict.UNKNOWN, "incomplete")


def test_refusal_is_in_line(ana, lakeside, link):
    people.choose(ana, Level.NONE)

    assert send(lakeside.platform, link, way="refused").verdict == Verdict.IN_LINE


def test_copy_is_judged_as_a_copy_whatever_is_said(ana, lakeside, link):
    people.choose(ana, Level.CONDITION)

    event = send(lakeside.platform, link, way="copied", use_way="visit")

    assert event.use["way"] == "copy"


@pytest.mark.parametrize(
    ("bases", "verdict"),
    [(["law"], Verdict.WITHOUT_CHOICE), ([], Verdict.NOT_IN_LINE)],
)
def test_other_basis_must_be_declared(ana, lakeside, link, bases, verdict):
    people.choose(ana, Level.NONE)
    lakeside.platform.bases = bases

    assert send(lakeside.platform, link, basis="law").verdict == verdict


def test_prior_consent_ends_with_the_first_choice(ana, lakeside, link):
    Link.objects.filter(pk=link.pk).update(has_prior_consent=True)
    lakeside.platform.bases = ["prior_consent"]
    before = send(lakeside.platform, link, basis="prior_consent")
    people.choose(ana, Level.NONE)
    not_heard = send(lakeside.platform, link, basis="prior_consent", event_id="2")
    enforce(lakeside.platform, link)

    heard = send(lakeside.platform, link, basis="prior_consent", event_id="3")

    assert before.verdict == Verdict.WITHOUT_CHOICE
    assert not_heard.verdict == Verdict.NOT_YET_TOLD
    assert heard.verdict == Verdict.NOT_IN_LINE


def test_same_report_counts_once(ana, lakeside, link):
    at = timezone.now().isoformat()
    send(lakeside.platform, link, occurred_at=at)
    data = institutions.report(link.subject_id, occurred_at=at)

    outcome = services.report(platform=lakeside.platform, reports=[data, data])

    assert (outcome.accepted, outcome.repeated) == (0, 2)
    assert AccessEvent.objects.count() == 1


def test_same_id_with_other_content_is_a_conflict(lakeside, link):
    send(lakeside.platform, link)
    data = institutions.report(
        link.subject_id, actor="Other", occurred_at=timezone.now().isoformat()
    )

    outcome = services.report(platform=lakeside.platform, reports=[data])

    assert outcome.problems[0].code == "conflict"


def test_unknown_subject_is_a_problem_kept_for_the_steward(lakeside, library, link):
    data = institutions.report(link.subject_id, occurred_at=timezone.now().isoformat())

    outcome = services.report(platform=library.platform, reports=[data])

    assert outcome.problems[0].code == "unknown_subject"
    assert UnmatchedReport.objects.get().subject_id == link.subject_id
    assert not AccessEvent.objects.exists()


def test_report_from_the_future_is_refused(lakeside, link):
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    data = institutions.report(link.subject_id, occurred_at=tomorrow)

    outcome = services.report(platform=lakeside.platform, reports=[data])

    assert outcome.problems[0].code == "in_the_future"


def test_one_bad_report_does_not_hold_up_the_others(lakeside, link):
    at = timezone.now().isoformat()
    good = institutions.report(link.subject_id, occurred_at=at)

    outcome = services.report(
        platform=lakeside.platform, reports=[{}, good, "x", {**good, "way": "eaten"}]
    )

    assert [fate.value for fate in outcome.fates] == [
        "problem",
        "new",
        "problem",
        "problem",
    ]
    assert [one.index for one in outcome.problems] == [0, 2, 3]


def test_late_report_on_an_ended_link_is_kept(lakeside, link):
    Link.objects.filter(pk=link.pk).update(state=Link.State.ENDED)

    assert send(lakeside.platform, link).link_id == link.pk
