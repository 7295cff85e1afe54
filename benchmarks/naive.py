"""A decision as most programs would write it: documents and loops."""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]
RANK = {"no": 0, "ask": 1, "yes": 2}
RESULT = ("deny", "ask", "permit")
DETAILS = {
    "survey": ("survey.family", "survey.device"),
    "health": (
        *("health.mental", "health.sexual", "health.infection"),
        *("health.substance", "health.violence", "health.image"),
    ),
}


def decide(document: Document, use: Document, fine: frozenset[str]) -> str:
    """Answer one use from one person's document; stops at the first no.

    `fine` are the countries that the place rule allows, looked up beforehand.
    """
    if not meets_demands(document, use):
        return "deny"
    lowest = 2
    for name, key in asked(use):
        lowest = min(lowest, RANK[document[name].get(key, "no")])
        if not lowest:
            return "deny"
    for kind in use["kinds"]:
        for detail in DETAILS.get(kind, ()):
            if detail not in use["leave_out"]:
                lowest = min(lowest, RANK[document["details"].get(detail, "yes")])
    for place in use["places"]:
        if place not in fine:
            lowest = min(lowest, RANK[document["outside"] or "no"])
    return RESULT[lowest]


def meets_demands(document: Document, use: Document) -> bool:
    if document["ethics"] and not use["ethics"]:
        return False
    return all(duty in use["accepts"] for duty in document["demands"])


def asked(use: Document) -> list[tuple[str, str]]:
    """Return the answers that a use needs, by section of the document."""
    needed = [("topics", use["topic"]), ("ways", use["way"])]
    needed += [("flags", flag) for flag in ("tools", "commercial") if use[flag]]
    for group in use["groups"]:
        needed += [("cells", f"{group}.{kind}") for kind in use["kinds"]]
    return needed
