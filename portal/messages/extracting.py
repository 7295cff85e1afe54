"""Finds the sentences that people read, in our code and templates."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.extract import extract
from django.utils.translation.template import templatize

# What institutions, stewards and programs read stays English.
ENGLISH_TEMPLATES: Final = ("admin/", "alarms/", "org/", "organizations/", "idp/")
ENGLISH_PACKAGES: Final = (
    "alarms/",
    "api/",
    "audit/",
    "delivery_log/",
    "management/",
    "migrations/",
    "organizations/",
)
KEYWORDS: Final = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


class Found:
    """One message at one place."""

    def __init__(
        self, path: str, message: str | tuple[str, str], context: str | None
    ) -> None:
        self.path = path
        self.message = message
        self.context = context


def find_messages(root: Path) -> Iterator[Found]:
    """Yield every message of participant, account and public pages, and of mails."""
    for path in _templates(root):
        yield from _read(root, path, _as_python(path))
    for path in _modules(root):
        yield from _read(root, path, path.read_bytes())


def _templates(root: Path) -> list[Path]:
    folder = root / "templates"
    return [
        path
        for path in sorted(folder.rglob("*.*"))
        if not str(path.relative_to(folder)).startswith(ENGLISH_TEMPLATES)
    ]


def _modules(root: Path) -> list[Path]:
    folder = root / "consent"
    return [
        path
        for path in sorted(folder.rglob("*.py"))
        if not str(path.relative_to(folder)).startswith(ENGLISH_PACKAGES)
        and path.name != "admin.py"
    ]


def _as_python(path: Path) -> bytes:
    # Inside brackets indentation means nothing to who reads Python.
    return f"({templatize(path.read_text())}\n)".encode()


def _read(root: Path, path: Path, text: bytes) -> Iterator[Found]:
    where = str(path.relative_to(root))
    for _line, message, _comments, context in extract(
        "python", BytesIO(text), keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        if isinstance(message, str):
            yield Found(where, message, context)
        else:
            yield Found(where, (message[0], message[1]), context)
