"""A web process that dies at the worst moment, and a browser without a broker."""

import os
import re
import threading
from contextlib import suppress
from urllib.error import URLError

import pytest
from playwright.sync_api import expect

from consent.preferences.queries import current
from tests.faults.checker import busy
from tests.faults.locks import Lock
from tests.faults.person import PASSWORD, Person, make_person
from tests.publishing.rows import make_link

pytestmark = pytest.mark.faults

# Playwright keeps an event loop in this thread; nothing here runs inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
EMAIL = "ana@example.org"


@pytest.fixture
def world(make_world):
    """Ana shares widely with every place, and all is in force."""
    world = make_world(people=0)
    ana = make_person(EMAIL)
    for platform in world.platforms:
        make_link(platform, ana)
    world.people.append(ana)
    world.stack.start("web", "worker", "dispatch")
    return world


def test_a_web_process_killed_after_commit_loses_no_choice(world):
    """F3: the choice is saved, and nobody was rung for it."""
    (ana,) = world.people
    person = Person(world.stack.url)
    person.sign_in(EMAIL)
    person.choose("wide")
    world.settle()

    def choose():
        # Whoever waits for an answer sees the connection go.
        with suppress(URLError, ConnectionError):
            person.choose("none")

    with Lock(world.stack, "SELECT 1 FROM consent_lane FOR UPDATE") as lock:
        lock.take()
        chooser = threading.Thread(target=choose)
        chooser.start()
        world.stack.wait_for(lambda: current(ana).level == "none", within=60)
        world.stack.kill("web")
        chooser.join()

    waited = world.settle()

    assert waited < 10 * busy()
    assert {
        told["sharing"] for one in world.receivers for told in one.told.values()
    } == {"none"}
    world.check()


@pytest.mark.parametrize("fault", ["kill", "freeze"])
def test_a_browser_signs_in_and_withdraws_without_a_broker(world, page, fault):
    """The real pages with their scripts; nothing waits for what is not there."""
    (ana,) = world.people
    person = Person(world.stack.url)
    person.sign_in(EMAIL)
    person.choose("wide")
    world.settle()
    getattr(world.stack, fault)("valkey")

    page.goto(f"{world.stack.url}/accounts/login/")
    page.get_by_text("With my password").click()
    page.locator("[name=login]").fill(EMAIL)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page).not_to_have_url(re.compile("/accounts/login/"))
    page.goto(f"{world.stack.url}/choices/")
    page.locator('[name=level][value="none"]').check()
    for name in ("Check my changes", "Save and send my choices"):
        page.locator("main").get_by_role("button", name=name).last.click()
    expect(page.get_by_text("Your choices are saved.")).to_be_visible()
    in_force = page.locator("[data-state=in_force]")
    expect(in_force).to_have_count(len(world.platforms), timeout=30_000)
    world.settle()

    assert current(ana).level == "none"
    world.check()
