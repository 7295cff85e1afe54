"""A person with a browser, who counts what they do: with a mouse, or keys alone."""

from playwright.sync_api import expect

from tests import people

MOST_TABS = 400
IS_HERE = "(part) => part === document.activeElement"
IS_RADIO = "(part) => part.type === 'radio'"
SAME_GROUP = """(part) => document.activeElement.type === "radio"
  && document.activeElement.name === part.name"""


class Person:
    """Somebody signed in, at home; `actions` counts presses on controls since then."""

    def __init__(
        self,
        context,
        url,
        email,
        *,
        password=people.PASSWORD,
        has_script=True,
        by_keys=False,
    ):
        self.page = context.new_page()
        self.url = url
        self.has_script = has_script
        self.by_keys = by_keys
        self.actions = 0
        self._sign_in(email, password)

    def begin_anew(self):
        """Go home; tell how many actions it took, and count from nought."""
        self.page.goto(f"{self.url}/home/")
        done, self.actions = self.actions, 0
        return done

    def press(self, role, name, *, nth=0, exact=False):
        """Press a link, a button or an answer in the page; one action."""
        self._use(self.page.get_by_role(role, name=name, exact=exact).nth(nth))

    def pick(self, name, value):
        """Pick one answer of a question; one action."""
        self._use(self.page.locator(f'[name="{name}"][value="{value}"]').first)

    def choose_from(self, label, value):
        """Pick a line of a list; one action."""
        self.actions += 1
        box = self.page.get_by_label(label, exact=True)
        if self.by_keys:
            self._reach(box)
        box.select_option(value)

    def sees(self, text):
        expect(self.page.get_by_text(text).first).to_be_visible()

    def _sign_in(self, email, password):
        self.page.goto(f"{self.url}/accounts/login/")
        self.page.get_by_text("With my password").click()
        self.page.locator("[name=login]").fill(email)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("[name=password]").press("Enter")
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Hello")

    def _use(self, control):
        self.actions += 1
        if not self.by_keys:
            control.click()
            return
        self._reach(control)
        if control.evaluate(IS_RADIO):
            self._walk_to(control)
        else:
            control.press("Enter")

    def _reach(self, control):
        """Go on with Tab until the control has the focus, as a person would."""
        control.wait_for(state="attached")
        is_radio = control.evaluate(IS_RADIO)
        for _ in range(MOST_TABS):
            if control.evaluate(SAME_GROUP if is_radio else IS_HERE):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {control}")

    def _walk_to(self, radio):
        """Arrows move inside a question; Space answers when nothing is picked yet."""
        count = radio.evaluate("(part) => document.getElementsByName(part.name).length")
        for _ in range(count):
            if radio.evaluate(IS_HERE):
                break
            self.page.keyboard.press("ArrowDown")
        if not radio.is_checked():
            self.page.keyboard.press("Space")
        expect(radio).to_be_checked()
