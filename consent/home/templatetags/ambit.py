"""Template tags that draw the portal's own parts: icons, answers, rings, meters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django import template
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from consent.home import pictures

register = template.Library()

ANSWER_WORDS: Mapping[str, str | Promise] = {
    "yes": gettext_lazy("Yes"),
    "ask": gettext_lazy("Ask me"),
    "no": gettext_lazy("No"),
    "": gettext_lazy("Not answered"),
    "mix": gettext_lazy("It depends on the data"),
}
ANSWER_ICONS = {"yes": "check", "ask": "ask", "no": "no"}
KIND_WORDS: Mapping[str, str | Promise] = {
    "survey": gettext_lazy("Answers"),
    "health": gettext_lazy("Health"),
    "gene": gettext_lazy("Gene tests"),
    "genome": gettext_lazy("Full DNA"),
    "sample": gettext_lazy("Samples"),
}


@dataclass(frozen=True)
class Option:
    """One radio button of a question."""

    value: str
    word: str
    letter: str
    checked: bool


class Field(Protocol):
    """What a question must tell to be drawn."""

    name: str
    value: object


def _read(source: object, name: str) -> object:
    if isinstance(source, Mapping):
        return source.get(name)
    return getattr(source, name, None)


def _number(source: object, name: str) -> int:
    value = _read(source, name)
    return value if isinstance(value, int) else 0


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f"i {css}".strip(),
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def answer(value: object, words: str = "") -> SafeString:
    """Show an answer as a tag: colour, icon and word always together."""
    code = pictures.answer_code(value)
    return tag(
        code,
        words or str(ANSWER_WORDS.get(code, code)),
        ANSWER_ICONS.get(code, ""),
    )


@register.simple_tag
def tag(tone: str, words: object, icon_name: str = "") -> SafeString:
    picture = icon(icon_name) if icon_name else ""
    return format_html('<span class="tag {}">{}{}</span>', tone, picture, words)


@register.filter
def answer_word(value: object) -> str:
    code = pictures.answer_code(value)
    return str(ANSWER_WORDS.get(code, code))


@register.filter
def is_answer(value: object) -> bool:
    return pictures.answer_code(value) in ANSWER_ICONS


@register.filter
def part(source: object, name: str) -> object:
    """Read one entry of a mapping or one attribute by a name held in a variable."""
    return _read(source, name)


@register.inclusion_tag("components/answers.html")
def answers(field: object, values: str = "yes ask no") -> dict[str, object]:
    """Draw a question as radio buttons; values names the answers it offers."""
    chosen = pictures.answer_code(_read(field, "value"))
    same = gettext("Same as the rest") if "same" in values.split() else ""
    options = [
        Option(
            code,
            same if code == "yes" and same else str(ANSWER_WORDS[code]),
            code[0],
            code == chosen,
        )
        for code in values.split()
        if code != "same"
    ]
    return {"field": field, "options": options}


@register.inclusion_tag("components/rings.html")
def rings(cells: pictures.Cells, *, key: bool = True) -> dict[str, object]:
    """Draw who and what as rings; a list or table with the same facts stands beside it."""
    words = {kind: str(word) for kind, word in KIND_WORDS.items()}
    return {
        "slices": pictures.slices(cells),
        "numbers": pictures.ring_numbers(cells),
        "words": pictures.kind_words(cells, words),
        "key": key,
    }


@register.inclusion_tag("components/mini_rings.html")
def mini_rings(cells: pictures.Cells | None) -> dict[str, object]:
    return {"runs": pictures.runs(cells or {})}


@register.inclusion_tag("components/meter.html")
def meter(counts: object) -> dict[str, object]:
    """Draw one block for each place: in force, on the way, not reached."""
    on_the_way = _number(counts, "received") + _number(counts, "waiting")
    late = sum(_number(counts, name) for name in ("unreached", "closed", "held"))
    parts = [
        ("done", _number(counts, "in_force")),
        ("wait", on_the_way),
        ("late", late),
    ]
    return {
        "bars": pictures.meter_bars(parts),
        "counts": counts,
        "on_the_way": on_the_way,
        "late": late,
    }


@register.inclusion_tag("components/chart.html")
def chart(months: Sequence[object]) -> dict[str, object]:
    """Draw uses and copies per month as columns, and as bars for small screens."""
    pairs = [(_number(month, "used"), _number(month, "copied")) for month in months]
    step = 760 / max(len(pairs), 1)
    bars = pictures.columns(pairs)
    tops = [
        min(
            (bar.y for bar in bars if number * step <= bar.x < (number + 1) * step),
            default=150,
        )
        for number in range(len(pairs))
    ]
    most = max((sum(pair) for pair in pairs), default=0)
    return {
        "bars": bars,
        "lying": pictures.lying(pairs),
        "months": [
            {
                "label": _read(month, "label"),
                "used": used,
                "copied": copied,
                "total": used + copied,
                "x": round((number + 0.5) * step, 1),
                "y": round(tops[number] - 9, 1),
                "row": number * 30 + 19,
                "end": round(72 + (used + copied) / (most or 1) * 225, 1),
            }
            for number, (month, (used, copied)) in enumerate(
                zip(months, pairs, strict=True)
            )
        ],
        "most": most,
    }
