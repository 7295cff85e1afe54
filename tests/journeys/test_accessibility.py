"""Every page is right for axe, fits a small phone, and breaks no content rule."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from consent.access_history.models import AccessEvent
from consent.links.models import Link
from consent.requests.models import Asking

MISSING = "/no-such-page/"
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
PUBLIC = (
    *("/", "/help/", "/tour/"),
    *("/accounts/login/", "/accounts/signup/", "/accounts/login/code/"),
    *("/accounts/password/reset/", MISSING),
)
OF_A_PERSON = (
    *("/home/", "/people/", "/choices/", "/choices/check/", "/changes/", "/changes/1/"),
    *("/access/", "/access/?computers=on", "/access/{event}/"),
    *("/requests/", "/accounts/email/", "/accounts/2fa/", "/accounts/sessions/"),
)
OF_ONE_WHO_IS_ASKED = ("/requests/", "/requests/{asking}/", "/requests/{answered}/")
OF_AN_INSTITUTION = (
    *("/org/", "/org/open-genome/deliveries/", "/org/open-genome/send-again/"),
    *("/org/open-genome/deliveries/?state=closed",),
    "/org/open-genome/deliveries/{subject}/",
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}}
# A dark page has the same bones; only its colours can be wrong.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
LOOKS = [
    (width, scheme, rules)
    for width in (1280, 320)
    for scheme, rules in (("light", EVERYTHING), ("dark", COLOURS))
]


class Inspector:
    """A browser that looks at pages and remembers what is wrong with them."""

    def __init__(self, context, url):
        self.page = context.new_page()
        self.url = url
        self.faults = []
        self.path = ""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._note(f"script: {error}"))

    def become(self, name, heading="Hello"):
        self.page.goto(f"{self.url}/tour/")
        self.page.locator(f'[name=person][value="{name}"]').first.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    def leave_a_draft(self):
        self.page.goto(f"{self.url}/choices/")
        self.page.locator('[name=level][value="wide"]').check()
        self.page.get_by_role("button", name="Check my changes").last.click()

    def press_check_without_an_answer(self):
        self.page.get_by_role("button", name="Check my changes").last.click()
        self.path = "/choices/ with an error"
        self.inspect()

    def look(self, path):
        self.path = path
        answer = self.page.goto(f"{self.url}{path}")
        if answer.status != (404 if path == MISSING else 200):
            self._note(f"status {answer.status}")
        self.inspect()

    def inspect(self):
        for width, scheme, rules in LOOKS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.emulate_media(color_scheme=scheme)
            found = Axe().run(self.page, options=rules).response
            if not found["passes"]:
                self._note(f"{width} {scheme}: axe saw nothing")
            for violation in found["violations"]:
                places = [node["html"][:160] for node in violation["nodes"][:3]]
                self._note(f"{width} {scheme} {violation['id']}: {places}")
            if self.page.evaluate(TOO_WIDE):
                self._note(f"wider than {width}")

    def _hear(self, message):
        missing = "404" in message.text and self.path == MISSING
        if message.type == "error" and not missing:
            self._note(f"console: {message.text}")

    def _note(self, fault):
        self.faults.append((self.path, fault))


@pytest.mark.journey
def test_every_page_is_fit_for_everybody(start_stack, new_context):
    demo = start_stack(with_demo=True)
    demo.start("web")
    event = AccessEvent.objects.order_by("pk").last()
    asking = Asking.objects.filter(answer="").first()
    answered = Asking.objects.exclude(answer="").first()
    visitor = Inspector(new_context(reduced_motion="reduce"), demo.url)

    for path in PUBLIC:
        visitor.look(path)
    visitor.become("eva")
    visitor.look("/choices/")
    visitor.press_check_without_an_answer()
    visitor.become("dina")
    for path in OF_ONE_WHO_IS_ASKED:
        visitor.look(path.format(asking=asking.pk, answered=answered.pk))
    visitor.become("ana")
    visitor.leave_a_draft()
    for path in OF_A_PERSON:
        visitor.look(path.format(event=event.pk))

    visitor.become("noor", heading="Your platforms")
    subject = Link.objects.filter(platform__code="open-genome").first().subject_id
    for path in OF_AN_INSTITUTION:
        visitor.look(path.format(subject=subject))

    assert visitor.faults == []
