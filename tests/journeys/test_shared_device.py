"""A device that is not the reader's own: a warning in time, and nothing typed is lost."""

import re

import pytest
from playwright.sync_api import expect

from tests import people

pytestmark = pytest.mark.journey

MINUTE = 60_000


@pytest.fixture
def page_of_ana(page, stack):
    """Ana, signed in on a shared device, at a page with something to type."""
    people.make_person("Ana")
    stack.start("web")
    page.clock.install()
    page.goto(f"{stack.url}/accounts/login/")
    page.get_by_text("With my password").click()
    page.locator("#id_login").fill("ana@example.org")
    page.locator("#id_password").fill(people.PASSWORD)
    page.locator("#id_is_shared").check()
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{stack.url}/home/")
    page.goto(f"{stack.url}/accounts/password/change/")
    page.locator("#id_oldpassword").fill("what I typed")
    return page


def test_reader_is_told_before_and_can_stay(page_of_ana):
    page = page_of_ana
    stay = page.get_by_role("button", name="Stay signed in")
    expect(page.get_by_text(re.compile("We sign you out at"))).to_be_visible()
    expect(stay).to_be_hidden()

    page.clock.fast_forward(13 * MINUTE + 1000)
    expect(page.get_by_text("You will be signed out in 2 minutes.")).to_be_visible()
    stay.click()

    expect(stay).to_be_hidden()
    expect(page.locator("#id_oldpassword")).to_have_value("what I typed")
    page.clock.fast_forward(3 * MINUTE)
    expect(page.get_by_text("You are signed out now")).to_have_count(0)


def test_reader_who_is_away_too_long_is_told_and_keeps_what_they_typed(page_of_ana):
    page = page_of_ana

    page.clock.fast_forward(15 * MINUTE + 1000)

    expect(page.get_by_text("You are signed out now")).to_be_visible()
    expect(page.locator("#id_oldpassword")).to_have_value("what I typed")
