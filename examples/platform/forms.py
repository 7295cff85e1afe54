"""The desk's form: from what a visitor picked to a question, and back."""

from collections.abc import Mapping, Sequence

from examples.platform.questions import ALWAYS_ACCEPTED, Question

Form = Mapping[str, Sequence[str]]

# The two uses that Ambit's tour is about; each is the form, filled in.
EXAMPLES = {
    "A hospital studies cystic fibrosis": {
        "organization": ["northfield-hospital"],
        "kinds": ["gene"],
        "topic": ["health"],
        "disease": ["MONDO:0009061"],
        "way": ["visit"],
        "place": ["FI"],
        "actor": ["Dr Sofia Marin"],
        "study": ["cf-atlas"],
        "purpose": ["Which genes make cystic fibrosis worse?"],
        "ethics": ["REC-2026-17"],
    },
    "A health company trains AI on DNA": {
        "organization": ["novagen"],
        "kinds": ["genome"],
        "topic": ["health"],
        "disease": ["MONDO:0009061"],
        "tools": ["yes"],
        "commercial": ["yes"],
        "way": ["copy"],
        "place": ["US"],
        "actor": ["Novagen data team"],
        "study": ["nova-predict"],
        "purpose": ["Train a model to sell."],
        "ethics": ["REC-2026-31"],
    },
}
FIRST = next(iter(EXAMPLES.values()))


def read_form(form: Form) -> Question:
    """Read the form; BadQuestion names what is missing."""
    months = _one(form, "months")
    evidence: dict[str, str | int] = {}
    if ethics := _one(form, "ethics"):
        evidence["ethics"] = ethics
    if months.isdecimal():
        evidence["months"] = int(months)
    return Question.read(
        {
            "organization": _one(form, "organization"),
            "on_behalf_of": _filled(form, "on_behalf_of"),
            "actor": _one(form, "actor"),
            "way": _one(form, "way"),
            "kinds": _filled(form, "kinds"),
            "leave_out": _filled(form, "leave_out"),
            "topic": _one(form, "topic"),
            "diseases": _filled(form, "disease"),
            "tools": _one(form, "tools") == "yes",
            "commercial": _one(form, "commercial") == "yes",
            "places": _one(form, "place").upper().replace(",", " ").split(),
            "study": _one(form, "study"),
            "accepts": [*ALWAYS_ACCEPTED, *_filled(form, "accepts")],
            "evidence": evidence,
            "purpose": _one(form, "purpose"),
        }
    )


def _one(form: Form, name: str) -> str:
    return next(iter(_filled(form, name)), "")


def _filled(form: Form, name: str) -> list[str]:
    return [text.strip() for text in form.get(name, ()) if text.strip()]
