"""The key pages as pictures, for a person to look at; `make screenshots`."""

import pytest
from django.conf import settings

from tests.gates.catalogue import numbers
from tests.gates.inspector import Inspector

pytestmark = pytest.mark.pictures
FOLDER = settings.BASE_DIR / ".data" / "screenshots"
KEY_PAGES = {
    "start": ("", "/"),
    "sign-in": ("", "/accounts/login/"),
    "first-steps": ("eva", "/first-steps/"),
    "home": ("ana", "/home/"),
    "choices": ("ana", "/choices/"),
    "check": ("ana", "/choices/check/"),
    "arrived": ("ana", "/changes/{version}/"),
    "earlier": ("ana", "/changes/"),
    "used": ("ana", "/access/"),
    "places": ("ana", "/places/"),
    "request": ("dina", "/requests/{asking}/"),
    "leave": ("ana", "/leave/"),
}
LOOKS = {
    "390": {"viewport": {"width": 390, "height": 844}},
    "1280": {"viewport": {"width": 1280, "height": 900}},
    "390-dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}


@pytest.mark.parametrize("look", LOOKS)
def test_key_pages_are_pictured(start_stack, new_context, look):
    stack = start_stack(with_demo=True)
    stack.start("web")
    found = numbers()
    inspector = Inspector(new_context(**LOOKS[look]), stack.url)
    (FOLDER / look).mkdir(parents=True, exist_ok=True)

    for number, (name, (person, path)) in enumerate(KEY_PAGES.items(), 1):
        inspector.become(person)
        if name == "check":
            inspector.leave_a_draft()
        answer = inspector.page.goto(f"{stack.url}{path.format(**found)}")
        target = FOLDER / look / f"{number:02}-{name}.png"
        inspector.page.screenshot(path=target, full_page=True)

        assert (name, answer.status) == (name, 200)
