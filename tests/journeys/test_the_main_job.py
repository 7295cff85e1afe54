"""From joining to seeing a refusal: browser, web, worker, platform, API, page."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from consent.access_history.models import AccessEvent
from consent.links.models import LinkVersion
from consent.participants.models import Authority
from consent.preferences import services as preferences
from consent.preferences.models import Preference
from consent.publishing.models import Confirmation
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices
from consent.vocabulary.levels import Level, choices_of
from consent.vocabulary.terms import Flag, Group, Kind
from tests import people

WITHIN_MS = 30_000
CODE = re.compile(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)\s*$", re.MULTILINE)
WIDE = choices_of(Level.WIDE, home_country="FI")
MIXED = replace(
    WIDE,
    cells={
        **WIDE.cells,
        (Group.COMPANY, Kind.GENOME): Answer.NO,
        **{(Group.OTHER_COMPANY, kind): Answer.NO for kind in Kind},
    },
    flags={Flag.TOOLS: Answer.ASK, Flag.COMMERCIAL: Answer.YES},
)
CLOSED = choices_of(Level.NONE, home_country="FI")


class Walker:
    """A person with a browser; without a script they reload to see what is new."""

    def __init__(self, page, stack, *, has_script):
        self.page = page
        self.stack = stack
        self.has_script = has_script

    def join(self):
        self.page.goto(f"{self.stack.url}/")
        self.page.get_by_role("link", name="Join").click()
        self.page.get_by_label("What we call you").fill("Ana")
        self.page.get_by_label("E-mail").or_(self.page.get_by_label("Email")).fill(
            "ana@example.org"
        )
        self.page.get_by_label("Password", exact=True).fill(people.PASSWORD)
        self.page.get_by_label("The country you live in").select_option("FI")
        self.page.get_by_role("button", name="Go on").click()
        self.stack.wait_for(self.stack.letters, within=10)
        code = CODE.search(self.stack.letters()[-1])[1]
        self.page.get_by_label("Code").fill(code)
        self.page.locator("main form button[type=submit]").first.click()
        expect(self.page).to_have_url(re.compile("/first-steps/$"))

    def open_editor(self):
        self.page.get_by_role("link", name="My choices").click()

    def pick_own_mix(self):
        """Start from wide; say no to other companies, and to firms for full DNA."""
        if self.has_script:
            self._level("wide")
            self._group("other_company", "no")
            self._group("company", "mix")
            self._radio("company-genome", "no")
            self._radio("flag-tools", "ask")
            expect(self.page.locator("[name=level][value=own]")).to_be_checked()
            return
        self._level("own")
        for group in Group:
            self._group(group, "no" if group is Group.OTHER_COMPANY else "yes")
        self._group("company", "mix")
        for kind in Kind:
            answer = "no" if kind is Kind.GENOME else "yes"
            self._radio(f"company-{kind}", answer)
        for name in (
            "condition",
            "health",
            "ancestry",
            "other",
            "public_health",
            "care",
        ):
            self._radio(f"topic-{name}", "yes")
        self._radio("flag-tools", "ask")
        self._radio("flag-commercial", "yes")
        for way in ("visit", "copy", "library"):
            self._radio(f"way-{way}", "yes")
        self._radio("where", "anywhere")
        self.page.get_by_text("Ask for more").click()
        self.page.locator("[name=ethics]").check()

    def share_with_no_one(self):
        self._level("none")

    def save(self):
        self._button("Check my changes")
        expect(self.page.get_by_role("heading", level=1)).to_have_text(
            "Check your changes"
        )
        self._button("Save and send my choices")
        expect(self.page.get_by_text("Your choices are saved.")).to_be_visible()

    def watch_until_in_force(self):
        self._see(lambda: self.page.locator("[data-state=in_force]"))

    def see_in_history(self, words):
        self.page.get_by_role("link", name="Who used my data").first.click()
        self._see(lambda: self.page.get_by_role("heading", name=words), reload=True)

    def _see(self, find, *, reload=False):
        if self.has_script and not reload:
            expect(find()).to_be_visible(timeout=WITHIN_MS)
            return
        self.stack.wait_for(lambda: self._reloaded(find), within=WITHIN_MS / 1000)

    def _reloaded(self, find):
        self.page.reload()
        return find().count() > 0

    def _level(self, code):
        self._radio("level", code)

    def _group(self, group, answer):
        self._radio(f"group-{group}", answer)

    def _radio(self, name, value):
        self.page.locator(f'[name="{name}"][value="{value}"]').check()

    def _button(self, name):
        self.page.locator("main").get_by_role("button", name=name).last.click()


def rows():
    """What the walk left in the database, without ids, numbers and times."""
    values = [
        Choices.from_json(preference.value)
        for preference in Preference.objects.order_by("version")
    ]
    told = LinkVersion.objects.order_by("version")
    confirmed = Confirmation.objects.order_by("version", "step")
    events = AccessEvent.objects.order_by("occurred_at")
    return {
        "choices": values,
        "told": list(told.values_list("preference_version", "change")),
        "confirmed": list(confirmed.values_list("step", flat=True)),
        "events": list(events.values_list("way", "verdict", "kinds", "actor")),
    }


@pytest.mark.journey
@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_choice_reaches_the_platform_and_its_use_comes_back(
    stack, lakeside, new_context, has_script
):
    page = new_context(java_script_enabled=has_script).new_page()
    ana = Walker(page, stack, has_script=has_script)
    ana.join()
    held = Authority.objects.select_related("participant", "account").get()
    link = preferences.join(
        participant=held.participant, platform=lakeside.platform, by=held.account
    )
    lakeside.take_in("Ana", link)
    in_force = Confirmation.objects.filter(step=Confirmation.Step.ENFORCED)
    stack.wait_for(in_force.exists, within=WITHIN_MS / 1000)

    ana.open_editor()
    ana.pick_own_mix()
    ana.save()
    ana.watch_until_in_force()
    first = lakeside.ask(link)
    ana.see_in_history("Northfield Hospital used your data")
    ana.open_editor()
    ana.share_with_no_one()
    ana.save()
    ana.watch_until_in_force()
    second = lakeside.ask(link)
    ana.see_in_history("Northfield Hospital asked and was told no")

    assert (first, second) == ("released", "refused")
    assert rows() == {
        "choices": [MIXED, CLOSED],
        "told": [(None, "widened"), (1, "widened"), (2, "withdrawn")],
        "confirmed": ["enforced", "received"] * 3,
        "events": [
            ("used", "in_line", ["gene"], "Dr Sofia Marin"),
            ("refused", "in_line", ["gene"], "Dr Sofia Marin"),
        ],
    }
