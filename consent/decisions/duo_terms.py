"""GA4GH DUO terms, release 2021-02-23, and how blocks of them are written down."""

from dataclasses import dataclass
from typing import Final

RELEASE: Final = "2021-02-23"

# Short name to id and label; RS carries Ambit's own codes for what DUO cannot say.
TERMS: Final = {
    "GRU": ("DUO:0000042", "general research use"),
    "HMB": ("DUO:0000006", "health or medical or biomedical research"),
    "DS": ("DUO:0000007", "disease specific research"),
    "POA": ("DUO:0000011", "population origins or ancestry research only"),
    "IRB": ("DUO:0000021", "ethics approval required"),
    "NPU": ("DUO:0000045", "not for profit organisation use only"),
    "NCU": ("DUO:0000046", "non-commercial use only"),
    "NMDS": ("DUO:0000015", "no general methods research"),
    "IS": ("DUO:0000028", "institution specific restriction"),
    "PS": ("DUO:0000027", "project specific restriction"),
    "GS": ("DUO:0000022", "geographical restriction"),
    "CC": ("DUO:0000043", "clinical care use"),
    "PUB": ("DUO:0000019", "publication required"),
    "RTN": ("DUO:0000029", "return to database or resource"),
    "TS": ("DUO:0000025", "time limit on use"),
    "RS": ("DUO:0000012", "research specific restrictions"),
}

RESTRICTIONS: Final = {
    "in-place-only": "use where the data are kept; nothing is copied",
    "no-library": "do not put into a shared library",
    "no-ai": "do not train or make tools or AI",
    "research-only": "no use for care or public health",
    "summary": "tell the person what was found",
}


@dataclass(frozen=True, slots=True)
class DuoTerm:
    """One DUO term by short name, with the (id, label) values it needs."""

    short: str
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        names = ", ".join(value.removeprefix("ambit:") for value, _label in self.values)
        return f"{self.short}[{names}]" if self.values else self.short

    def to_json(self) -> dict[str, object]:
        code, label = TERMS[self.short]
        document: dict[str, object] = {"id": code, "label": label, "version": RELEASE}
        if self.values:
            document["modifiers"] = [
                {"id": value, "label": words} for value, words in self.values
            ]
        return document


@dataclass(frozen=True, slots=True)
class DuoBlock:
    """A permission and its modifiers; who cannot follow one must not use the data."""

    terms: tuple[DuoTerm, ...]

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))

    def to_json(self) -> dict[str, object]:
        """Give the Beacon v2 shape: {"duoDataUse": [{id, label, version, modifiers}]}."""
        return {"duoDataUse": [term.to_json() for term in self.terms]}


def restriction(codes: set[str]) -> tuple[DuoTerm, ...]:
    """Give one RS term for Ambit's codes, or nothing."""
    if not codes:
        return ()
    values = ((f"ambit:{code}", restriction_label(code)) for code in sorted(codes))
    return (DuoTerm("RS", tuple(values)),)


def restriction_label(code: str) -> str:
    if code.startswith("without-"):
        return f"leave out {code.removeprefix('without-')}"
    return RESTRICTIONS[code]
