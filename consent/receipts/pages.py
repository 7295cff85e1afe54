"""Tagged PDF (PDF/UA-1), made by typst from our own templates."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.utils.translation import get_language, get_language_bidi

from consent.errors import Refusal

# The first that has a letter draws it; the last one always comes along.
FONTS: Final = (
    *("Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Naskh Arabic"),
    *("DejaVu Sans", "Liberation Sans", "Libertinus Serif"),
)


class NoLetters(Refusal):
    """No font of this server can draw these words."""

    code = "no_letters"
    sentence = "We cannot make this file in your language yet. Print the page instead."


def pdf_of(template: str, data: Mapping[str, Any], *, with_gaps: bool = False) -> bytes:
    """Fill a template; raises NoLetters rather than leave empty boxes for letters.

    `with_gaps` leaves them, and is no PDF/UA then.
    """
    fonts = [path for path in settings.PDF_FONT_DIRS if Path(path).is_dir()]
    known = set(typst.Fonts(font_paths=fonts).families())
    words = {
        "lang": (get_language() or "en").split("-")[0],
        "is_bidi": get_language_bidi(),
        "fonts": [name for name in FONTS if name in known],
        **data,
    }
    try:
        made: bytes = typst.compile(
            str(settings.BASE_DIR / "templates" / template),
            font_paths=fonts,
            sys_inputs={"data": json.dumps(words)},
            pdf_standards=[] if with_gaps else "ua-1",
        )
    except typst.TypstError as error:
        if "font" in str(error) or "glyph" in str(error):
            raise NoLetters from error
        raise
    return made
