"""How a careful platform would read a DUO block, written from the DUO definitions."""

RESEARCH = {"health", "ancestry", "other"}
NOT_FOR_PROFIT = {"registry", "nonprofit", "public", "charity"}


def allows(terms, use, family):
    """Tell whether a block allows a use; always-duties count as promised."""
    by_id = {
        term["id"]: [value["id"] for value in term.get("modifiers", [])]
        for term in terms
    }
    restrictions = set(by_id.get("DUO:0000012", ()))
    return (
        allows_topic(by_id, restrictions, use, family)
        and allows_who(by_id, use)
        and allows_how(by_id, restrictions, use)
    )


def allows_topic(by_id, restrictions, use, family):
    topic = str(use.topic)
    if topic in {"care", "public_health"}:
        is_research_only = "ambit:research-only" in restrictions
        return not is_research_only and (topic != "care" or "DUO:0000043" in by_id)
    if "DUO:0000042" in by_id:
        return topic in RESEARCH
    if "DUO:0000006" in by_id:
        return topic == "health"
    if "DUO:0000011" in by_id:
        return topic == "ancestry"
    named = set(by_id["DUO:0000007"])
    return (
        topic == "health"
        and bool(use.diseases)
        and all(named & (family(disease) | {disease}) for disease in use.diseases)
    )


def allows_who(by_id, use):
    groups = {str(party.group) for party in use.parties}
    if "DUO:0000028" in by_id:
        return {"https://ror.org/example"} <= set(by_id["DUO:0000028"]) and groups == {
            "nonprofit"
        }
    return "DUO:0000045" not in by_id or groups <= NOT_FOR_PROFIT


def allows_how(by_id, restrictions, use):
    flags = {str(flag): is_on for flag, is_on in use.flags.items()}
    way = str(use.way)
    places = {f"ISO3166:{place}" for place in use.places}
    left_out = {f"ambit:without-{detail}" for detail in use.leave_out}
    held_back = {code for code in restrictions if code.startswith("ambit:without-")}
    months = by_id.get("DUO:0000025")
    return (
        not ("DUO:0000021" in by_id and not use.evidence.get("ethics"))
        and not ("DUO:0000046" in by_id and flags.get("commercial", True))
        and not ("ambit:no-ai" in restrictions and flags.get("tools", True))
        and not ("DUO:0000022" in by_id and not places <= set(by_id["DUO:0000022"]))
        and not ("ambit:in-place-only" in restrictions and way != "visit")
        and not ("ambit:no-library" in restrictions and way == "library")
        and not (months and use.evidence.get("months", 0) > int(months[0]))
        and held_back <= left_out
    )
