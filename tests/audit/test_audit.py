"""What judges from outside say of our pages; `make audit`, for it takes its time."""

import os

import pytest

from tests.audit import judges
from tests.gates.catalogue import pages
from tests.gates.inspector import Inspector

# Playwright keeps an event loop in this thread; nothing here runs inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
pytestmark = pytest.mark.audit
ALL = 100
QUICK = 95
LARGEST_PAINT_MS = 1_800
MOST_SHIFT = 0.02
MOST_BLOCKING_MS = 150
JUDGED = {
    "": ("/", "/how-it-works/", "/words/", "/help/", "/accounts/login/"),
    "ana": ("/home/", "/choices/", "/changes/", "/access/", "/places/"),
}


@pytest.fixture
def inspector(start_stack, new_context):
    stack = start_stack(with_demo=True)
    stack.start("web")
    return Inspector(new_context(), stack.url)


@pytest.mark.parametrize("person", JUDGED, ids=lambda name: name or "visitor")
def test_lighthouse_finds_nothing_to_better(inspector, person, tmp_path):
    inspector.become(person)
    jar = inspector.page.context.cookies()
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in jar)
    faults = []

    for path in JUDGED[person]:
        scores = judges.lighthouse(f"{inspector.url}{path}", cookies, tmp_path)
        print(path, scores)
        wrong = [
            *(
                name
                for name in ("accessibility", "best-practices")
                if scores[name] < ALL
            ),
            *(["seo"] if not person and scores["seo"] < ALL else []),
            *(["performance"] if scores["performance"] < QUICK else []),
            *(["lcp"] if scores["lcp"] > LARGEST_PAINT_MS else []),
            *(["cls"] if scores["cls"] > MOST_SHIFT else []),
            *(["tbt"] if scores["tbt"] > MOST_BLOCKING_MS else []),
        ]
        if wrong:
            faults.append((path, wrong, scores, judges.failed_audits(tmp_path)))

    assert faults == []


def test_every_page_is_valid_html(inspector, tmp_path):
    faults = []
    found = pages()
    for person in dict.fromkeys(page.person for page in found):
        inspector.become(person)
        for page in found:
            if page.person == person:
                answer = inspector.page.goto(f"{inspector.url}{page.path}")
                said = judges.html_faults(answer.text(), tmp_path)
                faults += [(page.person, page.path, line) for line in said.splitlines()]

    assert not faults, "\n".join(map(str, faults))
