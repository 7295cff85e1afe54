"""What places answer to asks, and what they say stays, by ack and by webhook."""

import json
from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from consent.asks.models import Ask, Residue
from consent.asks.words import Left, read_answers, read_residue
from consent.audit.models import LogEntry
from consent.notifications.models import Letter
from consent.organizations.models import Platform
from consent.outbound.postman import Reply
from consent.publishing.claims import claim_due
from consent.publishing.lanes import LaneKey
from consent.publishing.models import Delivery
from consent.publishing.outcomes import write_down
from consent.vocabulary.levels import Level
from tests import people
from tests.asks.asking import ACK, answer, ask, newest

pytestmark = pytest.mark.django_db
COPY = {"kind": "copy", "text": "A copy at the library", "until": "2027-03-01"}


def test_answers_follow_each_other_and_the_person_is_written_to(ana, link, lakeside):
    asked = ask(ana, link)

    first = answer(lakeside, asked, "working")
    second = answer(lakeside, asked, "done", "All is gone.")

    asked.refresh_from_db()
    letter = Letter.objects.get(kind="ask_answered")
    assert (first["accepted"], first["problems"]) == (1, [])
    assert (second["accepted"], second["problems"]) == (1, [])
    assert (asked.answer, asked.answer_text) == ("done", "All is gone.")
    assert (letter.account, letter.about) == (ana.account, {"ask": str(asked.pk)})
    assert LogEntry.objects.filter(kind="ask.answered").count() == 2


def test_saying_it_twice_is_fine_and_writes_once(ana, link, lakeside):
    asked = ask(ana, link)

    answers = [answer(lakeside, asked, "done") for _ in range(2)]

    assert [one["problems"] for one in answers] == [[], []]
    assert Letter.objects.filter(kind="ask_answered").count() == 1
    assert LogEntry.objects.filter(kind="ask.answered").count() == 1


def test_answer_for_good_is_not_undone_by_working(ana, link, lakeside):
    asked = ask(ana, link)
    answer(lakeside, asked, "partly", "Backups stay.")

    late = answer(lakeside, asked, "working")
    better = answer(lakeside, asked, "done")

    asked.refresh_from_db()
    assert late["problems"][0]["code"] == "already_answered"
    assert better["problems"] == []
    assert asked.answer == "done"


def test_other_places_ask_looks_like_none(ana, link, lakeside, library):
    asked = ask(ana, link)
    nobodys = Ask(pk="00000000-0000-4000-8000-000000000000")

    answers = [
        answer(library, one, "done") for one in (asked, nobodys, Ask(pk="no number"))
    ]

    for one in answers:
        one.pop("valid_until")
    asked.refresh_from_db()
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["problems"] == [
        {
            "pointer": "/asks/0",
            "code": "unknown_ask",
            "detail": "There is no such ask.",
        }
    ]
    assert asked.answer == ""


def test_wrong_line_spoils_no_other(ana, link, lakeside):
    asked = ask(ana, link)

    done = lakeside.post(
        ACK,
        {
            "enforced": [
                {"subject_id": link.subject_id, "version": newest(link)["version"]}
            ],
            "asks": [
                {"id": "nothing", "answer": "done"},
                {"id": str(asked.pk), "answer": "cannot", "text": "We hold none."},
            ],
        },
    ).json()

    asked.refresh_from_db()
    assert (done["accepted"], len(done["problems"])) == (2, 1)
    assert asked.answer == "cannot"
    assert Delivery.objects.get(link=link).enforced_version == newest(link)["version"]


@pytest.mark.parametrize(
    "line",
    [
        {"answer": "done"},
        {"id": "x", "answer": "maybe"},
        {"id": "x", "answer": "done", "text": "x" * 501},
        {"id": "x", "answer": "done", "text": "\x00"},
    ],
)
def test_misshapen_answer_is_refused_whole(link, lakeside, line):
    assert lakeside.post(ACK, {"asks": [line]}).status_code == 400


def test_answer_after_taking_back_is_kept(ana, link, lakeside):
    asked = ask(ana, link)
    Ask.objects.update(taken_back_at=timezone.now())

    answer(lakeside, asked, "done")

    asked.refresh_from_db()
    assert asked.answer == "done"


# --- What stays


def enforce(caller, link, *residue: dict, version: int | None = None):
    line = {
        "subject_id": link.subject_id,
        "version": version or newest(link)["version"],
        "residue": list(residue),
    }
    return caller.post(ACK, {"enforced": [line]})


def test_residue_is_kept_once(link, lakeside):
    for _ in range(2):
        enforce(lakeside, link, COPY)

    kept = Residue.objects.get()
    assert (kept.link, kept.version) == (link, newest(link)["version"])
    assert (kept.kind, kept.text, kept.until) == (
        "copy",
        "A copy at the library",
        date(2027, 3, 1),
    )


def test_residue_of_one_version_is_bounded(link, lakeside):
    for start in range(0, 60, 20):
        enforce(lakeside, link, *({**COPY, "text": f"{start + n}"} for n in range(20)))

    assert Residue.objects.count() == 20
    assert enforce(lakeside, link, *[COPY] * 21).status_code == 400


def test_residue_of_an_unknown_version_or_place_is_not_kept(link, lakeside, library):
    enforce(lakeside, link, COPY, version=1)
    enforce(library, link, COPY)

    assert not Residue.objects.exists()


@pytest.mark.parametrize(
    "said", [None, 1, "done", [1], [{}], [{"id": 1}], [{"id": "x", "answer": []}]]
)
def test_nonsense_in_an_answer_is_left_out(said):
    assert read_answers(said) == ()
    assert read_residue(said) == ()


def test_what_makes_sense_is_read_and_cut():
    said = [
        {"kind": "copy", "text": "x\x00" * 400, "until": "soon"},
        {"kind": "else", "text": "x"},
        {"kind": "backup", "text": " ", "until": None},
    ]

    assert read_residue(said) == (Left("copy", ("x\ufffd" * 400)[:300]),)


# --- In the answer to a push


def test_push_can_answer_at_once(ana, link, push_answers):
    people.choose(ana, Level.WIDE)
    asked = ask(ana, link)

    push_answers(
        enforced=True,
        residue=[COPY, {"kind": "nonsense"}],
        asks=[{"id": str(asked.pk), "answer": "done", "text": "Gone."}],
    )

    asked.refresh_from_db()
    delivery = Delivery.objects.get(link=link)
    assert asked.answer == "done"
    assert Residue.objects.get().version == delivery.enforced_version
    assert delivery.enforced_version == delivery.target_version


def test_push_that_is_not_in_force_leaves_no_residue(link, push_answers):
    push_answers(enforced=False, residue=[COPY])

    assert not Residue.objects.exists()
    assert Delivery.objects.get(link=link).received_version


@pytest.fixture
def push_answers(link):
    """Complete what is due as if the place had answered this to the push."""

    def complete(**said: object) -> None:
        platform, urgency = link.platform, Delivery.objects.get(link=link).urgency
        Platform.objects.update(endpoint_url="https://lakeside.example/hook")
        lane = LaneKey(platform.pk, urgency, uuid4())
        [claim] = claim_due(lane)
        body = json.dumps({"applied_version": claim.version, **said}).encode()
        write_down(
            [(claim, Reply(200, body))], platform_id=platform.pk, token=lane.token
        )

    return complete
