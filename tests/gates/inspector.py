"""A browser that looks at pages and remembers everything that is wrong with them."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}}
# A dark page has the same bones; only its colours can be wrong.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
LOOKS = [
    (1280, "light", EVERYTHING),
    (320, "light", EVERYTHING),
    (320, "dark", COLOURS),
]
# What axe cannot decide by itself, and why it is right all the same.
UNDECIDED = {
    "color-contrast": "words on a pattern or a picture; the colours under them are tokens",
}
MOST_HTML = 40 * 1024
MOST_REQUESTS = 6

TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
BONES = """() => ({
  h1: document.querySelectorAll("h1").length,
  title: document.title,
  lang: document.documentElement.lang,
  handlers: [...document.querySelectorAll("*")].filter(
    (part) => [...part.attributes].some(({ name }) => /^on|^style$/.test(name)),
  ).map((part) => part.outerHTML.slice(0, 80)),
  scripts: [...document.scripts].filter((one) => !one.src && one.type !== "application/json").length,
  small: [...document.querySelectorAll(".btn")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.height > 0 && box.height < 44 && getComputedStyle(one).position !== "absolute";
  }).map((one) => one.outerHTML.slice(0, 80)),
})"""
# WCAG 1.4.12, as a style sheet that the content security policy does not see.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
UNSPACED = "() => { document.adoptedStyleSheets = []; }"
UNSEEN_FOCUS = """() => {
  const found = [];
  const all = "a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex='0']";
  for (const part of document.querySelectorAll(all)) {
    if (part.tabIndex < 0 || part.disabled || !part.checkVisibility()) continue;
    part.focus();
    if (document.activeElement !== part) continue;
    const looks = [part, part.closest("label")].filter(Boolean).map((one) => getComputedStyle(one));
    const seen = looks.some((look) => (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0)
      || look.boxShadow !== "none");
    if (!seen) found.push(part.outerHTML.slice(0, 100));
  }
  return found;
}"""


class Inspector:
    """Looks at page after page of one installation; `faults` holds (path, what)."""

    def __init__(self, context, url):
        self.page = context.new_page()
        self.url = url
        self.faults = []
        self.titles = {}
        self.path = ""
        self.expected = 200
        self.requests = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.note(f"script: {error}"))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def become(self, name):
        """Be a person of the demo; an empty name is a visitor."""
        self.page.context.clear_cookies()
        if not name:
            return
        self.page.goto(f"{self.url}/tour/")
        self.page.locator(f'[name=person][value="{name}"]').first.click()
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def leave_a_draft(self):
        """Pick another level and go on to the check page, without saving."""
        self.path = "/choices/check/"
        self.page.goto(f"{self.url}/choices/")
        self.page.locator('[name=level][value="wide"]').check()
        self.page.get_by_role("button", name="Check my changes").last.click()

    def check_without_an_answer(self):
        """See how the editor says that an answer is missing."""
        self.page.goto(f"{self.url}/choices/")
        self.page.get_by_role("button", name="Check my changes").last.click()
        self.path = "/choices/ with an error"
        self.inspect()

    def look(self, path, *, status=200):
        """Open a page and examine everything that can be wrong with it."""
        self._open(path, status)
        self.inspect()

    def look_for_width(self, path, *, status=200):
        """Open a page and see only whether its words fit a small phone."""
        self.page.set_viewport_size({"width": 320, "height": 900})
        self._open(path, status)
        if self.page.evaluate(TOO_WIDE):
            self.note("wider than 320")

    def inspect(self):
        self._check_bones()
        for width, scheme, rules in LOOKS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.emulate_media(color_scheme=scheme)
            self._ask_axe(f"{width} {scheme}", rules)
            if self.page.evaluate(TOO_WIDE):
                self.note(f"wider than {width}")
        self._check_spacing()
        self._check_focus()

    def note(self, fault):
        self.faults.append((self.path, fault))

    def told(self):
        """Write the faults down, a line each."""
        return "\n".join(f"{path}  {fault}" for path, fault in self.faults)

    def _open(self, path, status):
        self.path, self.expected = path, status
        self.requests.clear()
        answer = self.page.goto(f"{self.url}{path}")
        if answer.status != status:
            self.note(f"status {answer.status}")
        size = len(answer.body())
        if size > MOST_HTML:
            self.note(f"{size:,} bytes of HTML")
        own = urlsplit(self.url).netloc
        strange = {one for one in self.requests if urlsplit(one).netloc != own}
        if strange - {one for one in strange if one.startswith("data:")}:
            self.note(f"asked others: {strange}")
        if len(self.requests) > MOST_REQUESTS:
            self.note(f"{len(self.requests)} requests: {self.requests}")

    def _check_bones(self):
        bones = self.page.evaluate(BONES)
        if bones["h1"] != 1:
            self.note(f"{bones['h1']} main headings")
        if not bones["lang"]:
            self.note("no language")
        for name in ("handlers", "small"):
            if bones[name]:
                self.note(f"{name}: {bones[name]}")
        if bones["scripts"]:
            self.note("a script is written into the page")
        same = self.titles.setdefault(bones["title"], self.path)
        if same.split("?")[0] != self.path.split("?")[0]:
            self.note(f"has the title of {same}: {bones['title']}")

    def _ask_axe(self, look, rules):
        found = Axe().run(self.page, options=rules).response
        if not found["passes"]:
            self.note(f"{look}: axe saw nothing")
        wrong = found["violations"] + [
            one for one in found["incomplete"] if one["id"] not in UNDECIDED
        ]
        for fault in wrong:
            places = [node["html"][:160] for node in fault["nodes"][:3]]
            self.note(f"{look} {fault['id']}: {places}")

    def _check_spacing(self):
        self.page.evaluate(SPACING)
        if self.page.evaluate(TOO_WIDE):
            self.note("wider than 320 with wider letters")
        self.page.evaluate(UNSPACED)

    def _check_focus(self):
        self.page.keyboard.press("Tab")
        unseen = self.page.evaluate(UNSEEN_FOCUS)
        if unseen:
            self.note(f"focus cannot be seen: {unseen[:3]}")

    def _hear(self, message):
        is_expected = str(self.expected) in message.text and self.expected != 200
        if message.type == "error" and not is_expected:
            self.note(f"console: {message.text}")
