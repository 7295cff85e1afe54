"""What people read is short and plain: grade 6 at most, and none of the hard words."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests import reading
from tests.gates.catalogue import pages

pytestmark = [pytest.mark.urls("tests.demo.urls"), pytest.mark.slow]
HARDEST_GRADE = 6
MOST_WORDS = 20
# ux: words that people do not use, or that say something else to them.
HARD_WORDS = re.compile(
    r"\b(withdraw\w*|consent(?:s|ed|ing)? (?:to|for)|pseudonymi[sz]ed|de-identified"
    r"|secondary use|stakeholders?|data subjects?|controllers?|opt(?:ed)? (?:in|out)"
    r"|APIs?)\b",
    re.IGNORECASE,
)
# Denser, for people who do this for a living.
FOR_INSTITUTIONS = "/org/"


def read_as(person: str) -> Client:
    client = Client()
    if person:
        client.post(reverse("demo:sign_in"), {"person": person})
    return client


def test_every_page_for_people_is_easy_to_read(stage):
    faults = []
    readers: dict[str, Client] = {}
    for page in pages():
        if page.path.startswith(FOR_INSTITUTIONS):
            continue
        reader = readers.setdefault(page.person, read_as(page.person))
        answer = reader.get(page.path)
        text = reading.blocks(answer.content.decode())
        if answer.status_code != page.status or not text:
            faults.append((page.person, page.path, answer.status_code))
            continue
        grade = reading.grade("\n".join(text))
        if grade > HARDEST_GRADE:
            faults.append((page.person, page.path, f"grade {grade:.1f}"))
        faults += [
            (page.person, page.path, f"{len(sentence.split())} words: {sentence}")
            for block in text
            for sentence in reading.sentences(block)
            if len(sentence.split()) > MOST_WORDS
        ]
        faults += [
            (page.person, page.path, f"hard word: {found[0]}")
            for found in HARD_WORDS.finditer("\n".join(text))
        ]

    assert faults == []
