"""A passkey from first to last, in a real browser with a key of its own."""

import re

import pytest
from playwright.sync_api import expect

from tests import people

pytestmark = pytest.mark.journey


@pytest.fixture
def site(stack):
    """Passkeys belong to a name; browsers take none for a bare address."""
    stack.start("web")
    return f"http://localhost:{stack.port}"


@pytest.fixture
def ana(stack):
    return people.make_person("Ana")


@pytest.fixture
def faults(page):
    """Whatever the browser complained of, above all the page's own policy."""
    heard = []
    page.on("console", lambda said: heard.append(said.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.fixture
def key(page):
    """A key in the device, which says yes to everything, as a finger would."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )

    def set_finger(*, is_known):
        session.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": made["authenticatorId"], "isUserVerified": is_known},
        )

    return set_finger


def sign_in_with_password(page, site):
    page.goto(f"{site}/accounts/login/")
    page.get_by_text("With my password").click()
    page.locator("#id_login").fill("ana@example.org")
    page.locator("#id_password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page):
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url(lambda url: "/settings" not in url)


def add_passkey(page, site, *, name):
    page.goto(f"{site}/settings/security/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("What do you call this device?").fill(name)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Your spare codes")).to_be_visible()


def test_passkey_is_added_used_renamed_and_removed(page, site, ana, key, faults):
    sign_in_with_password(page, site)
    add_passkey(page, site, name="My phone")
    sign_out(page)

    page.goto(f"{site}/accounts/login/")
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url(f"{site}/home/")
    page.goto(f"{site}/settings/security/")
    page.get_by_role("link", name="Rename My phone").click()
    page.get_by_label("What do you call this device?").fill("Old phone")
    page.get_by_role("button", name="Save the name").click()
    expect(page.locator("b", has_text="Old phone")).to_be_visible()
    page.get_by_role("link", name="Remove Old phone").click()
    page.get_by_role("button", name="Remove it").click()

    expect(page.get_by_text("You have no passkey yet.")).to_be_visible()
    assert faults == []


def test_passkey_is_the_second_step_after_a_password(page, site, ana, key, faults):
    sign_in_with_password(page, site)
    add_passkey(page, site, name="My phone")
    sign_out(page)

    sign_in_with_password(page, site)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_role("button", name="Use my passkey").click()

    page.wait_for_url(f"{site}/home/")
    assert faults == []


def test_passkey_proves_once_more_who_it_is(page, site, ana, key, faults):
    sign_in_with_password(page, site)
    add_passkey(page, site, name="My phone")

    page.goto(f"{site}/accounts/2fa/webauthn/reauthenticate/?next=/settings/")
    page.get_by_role("button", name="Use my passkey").click()

    page.wait_for_url(f"{site}/settings/")
    assert faults == []


def test_stopped_passkey_says_so_and_can_be_tried_again(page, site, ana, key, faults):
    sign_in_with_password(page, site)
    add_passkey(page, site, name="My phone")
    sign_out(page)
    page.goto(f"{site}/accounts/login/")
    key(is_known=False)

    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("alert").filter(has_text="did not work")).to_be_visible()
    key(is_known=True)
    page.get_by_role("button", name="Use my passkey").click()

    page.wait_for_url(f"{site}/home/")
    assert faults == []


def test_without_a_script_the_page_says_what_to_do_instead(browser, site, ana):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{site}/accounts/login/")

    expect(page.get_by_role("button", name="Use my passkey")).to_have_count(0)
    expect(page.get_by_text(re.compile("They need JavaScript"))).to_be_visible()
    context.close()
