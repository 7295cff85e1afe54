"""Every reason has plain words for the person and for the asker."""

import re

import pytest

from consent.decisions.reasons import ASKER, PERSON, SENTENCES, Audience, explain
from consent.decisions.results import Reason, ReasonCode
from consent.vocabulary.terms import Detail, Duty, Flag, Group, Kind, Limit, Topic, Way

ANSWERS = ("said_no", "said_ask", "said_yes", "unanswered")
PARTS = [
    *(f"{group.value}.{kind.value}" for group in Group for kind in Kind),
    *(f"organization:northfield.{kind.value}" for kind in Kind),
    *(detail.value for detail in Detail),
    *(f"topic:{topic.value}" for topic in Topic),
    *(f"flag:{flag.value}" for flag in Flag),
    *(f"way:{way.value}" for way in Way),
    *("place:FI", "place:ZW"),
]
EVERY_REASON = [
    *(Reason(ReasonCode(code), about) for code in ANSWERS for about in PARTS),
    *(Reason(ReasonCode.LIMIT_FAILED, f"limit:{limit.value}") for limit in Limit),
    *(Reason(ReasonCode.DUTY_NOT_ACCEPTED, f"duty:{duty.value}") for duty in Duty),
    Reason(ReasonCode.NOT_A_CHOICE, "basis:law"),
    Reason(ReasonCode.INCOMPLETE, "topic"),
    Reason(ReasonCode.UNANSWERED),
    Reason(ReasonCode.EXPIRED),
    Reason(ReasonCode.UNKNOWN_TERM, "way:library"),
    Reason(ReasonCode.UNKNOWN_PARTY, "party:stranger"),
    Reason(ReasonCode.BARRED_RECIPIENT, "party:insurer"),
    Reason(ReasonCode.GRANTED, "grant:grant-1"),
    Reason(ReasonCode.HELD),
]
FORBIDDEN = re.compile(
    r"withdraw|consent|pseudonym|secondary use|stakeholder|controller|\bAPI\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("audience", Audience)
def test_every_reason_becomes_a_sentence(audience):
    for reason in EVERY_REASON:
        sentence, parameters = explain(reason, audience)
        text = sentence % parameters

        assert text.endswith(".")
        assert "%" not in text
        assert len(text.split()) <= 24


def test_every_code_is_covered():
    assert {reason.code for reason in EVERY_REASON} == set(ReasonCode)
    assert set(PERSON) == set(ASKER)
    assert {code for code, _form in PERSON} == set(ReasonCode)


def test_every_sentence_is_used():
    used = {explain(reason, Audience.PARTICIPANT)[0] for reason in EVERY_REASON}

    assert used == set(PERSON.values())


def test_person_reads_plain_words():
    for sentence in SENTENCES[Audience.PARTICIPANT].values():
        assert not FORBIDDEN.search(sentence)
        assert all(len(part.split()) <= 20 for part in sentence.split("."))


def test_sentence_names_who_and_what():
    reason = Reason(ReasonCode.SAID_NO, "company.gene")

    sentence, parameters = explain(reason, Audience.PARTICIPANT)

    assert sentence % parameters == (
        "You said no to “My gene test results” for “Health companies”."
    )
