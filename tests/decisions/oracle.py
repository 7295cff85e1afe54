"""A second reading of the rule, written on plain documents and sharing no code."""

from consent.vocabulary.places import PLACE_LISTS

RANK = {None: 0, "no": 0, "ask": 1, "yes": 2}
ALWAYS = ("no_reident", "no_onward", "only_this", "report", "stop")
GROUPS = ("registry", "nonprofit", "public", "charity", "company", "other_company")
DETAILS = {
    "survey": ("family", "device"),
    "health": ("mental", "sexual", "infection", "substance", "violence", "image"),
}


def wire_of(use):
    """Write a use down as it travels, with its parties."""
    return {
        "parties": [
            {
                "code": party.code,
                "group": None if party.group is None else str(party.group),
                "barred": party.barred,
            }
            for party in use.parties
        ],
        "kinds": [str(kind) for kind in use.kinds],
        "leave_out": [str(detail) for detail in use.leave_out],
        "topic": None if use.topic is None else str(use.topic),
        "tools": {str(k): v for k, v in use.flags.items()}.get("tools", True),
        "commercial": {str(k): v for k, v in use.flags.items()}.get("commercial", True),
        "diseases": list(use.diseases),
        "places": list(use.places),
        "way": None if use.way is None else str(use.way),
        "accepts": {str(duty) for duty in use.accepts},
        "ethics": bool(use.evidence.get("ethics")),
        "months": use.evidence.get("months", 0),
        "basis": None if use.basis is None else str(use.basis),
    }


def judge(document, use, *, now, ancestors):
    """Answer "permit", "ask" or "deny"."""
    if document is None or not is_complete(use) or use["basis"] != "choice":
        return "deny"
    if any(party["barred"] or not party["group"] for party in use["parties"]):
        return "deny"
    if not meets_demands(document, use, now):
        return "deny"
    return ("deny", "ask", "permit")[min(ranks(document, use, ancestors))]


def meets_demands(document, use, now):
    duties = {*ALWAYS, *document["duties"]}
    months, until = document["months"], document["until"]
    if months is not None:
        duties.add("months")
    return (
        (until is None or now < until)
        and (use["ethics"] or not document["ethics"])
        and (months is None or 0 < use["months"] <= months)
        and use["accepts"] >= duties
    )


def is_complete(use):
    needed = ("parties", "kinds", "topic", "places", "way", "basis")
    return all(use[part] for part in needed) and use["topic"] != "condition"


def ranks(document, use, ancestors):
    kinds = set(use["kinds"])
    if "genome" in kinds:
        kinds.add("gene")
    for party in use["parties"]:
        for kind in kinds:
            yield cell_rank(document, party, kind)
    for kind in kinds:
        for detail in DETAILS.get(kind, ()):
            name = f"{kind}.{detail}"
            if name not in use["leave_out"]:
                yield RANK[document["details"].get(name, "yes")]
    yield RANK[document["topics"].get(topic_of(document, use, ancestors))]
    for flag in ("tools", "commercial"):
        if use[flag]:
            yield RANK[document["flags"].get(flag)]
    yield RANK[document["ways"].get(use["way"])]
    for place in use["places"]:
        yield place_rank(document, place)


def cell_rank(document, party, kind):
    named = document["organizations"].get(party["code"])
    if named is None:
        return RANK[document["cells"].get(party["group"], {}).get(kind)]
    if all(RANK[document["cells"].get(group, {}).get(kind)] == 0 for group in GROUPS):
        return 0
    return RANK[named.get(kind)]


def topic_of(document, use, ancestors):
    if use["topic"] == "health" and use["diseases"]:
        named = set(document["conditions"])
        if all(named & (ancestors(disease) | {disease}) for disease in use["diseases"]):
            return "condition"
    return use["topic"]


def place_rank(document, place):
    where, home = document["where"], document["home_country"]
    is_fine = (
        where == "anywhere"
        or (where == "own" and place in document["own_places"])
        or (where in {"mine", "list"} and place == home)
        or (where == "list" and is_listed(document["listed"], place))
    )
    if is_fine:
        return 2
    return RANK[document["outside"]] if where else 0


def is_listed(version, place):
    later = [places for places in PLACE_LISTS if places.version >= (version or "9")]
    known = any(places.version == version for places in later)
    return known and all(place in places.countries for places in later)
