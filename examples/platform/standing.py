"""How the desk shows where it stands with Ambit: the lease and the last comparison."""

from html import escape

from examples.platform.assembly import Platform
from examples.platform.labels import LAPSED
from examples.platform.moments import text_of
from examples.platform.wishes import LABELS


def standing(platform: Platform) -> str:
    """Write the part of the first page that a person on duty looks at."""
    lines = [_lease(platform), _comparison(platform)]
    if platform.choices.reconciling_since():
        lines.append(
            "Ambit went back to an older copy of its records. Until it has our list,"
            " we take in nothing wider."
        )
    listed = "".join(f"<li>{line}</li>" for line in lines)
    return (
        f'<h2>Where we stand with Ambit</h2><ul id="standing">{listed}</ul>'
        '<form method="post" action="/compare">'
        '<button type="submit">Compare with Ambit now</button></form>'
        + _wishes(platform)
    )


def _wishes(platform: Platform) -> str:
    """Show what people asked of us, and what we answered."""
    names = {one.subject_id: one.name for one in platform.settings.config().people}
    listed = "".join(
        f"<li>{escape(names.get(one['subject_id'], 'Somebody'))}: "
        f"{escape(LABELS.get(one['kind'], one['kind']))} "
        f"({escape(one['said'] or 'not answered yet')})</li>"
        for one in platform.wishes.listing()
    )
    title = "<h2>What people asked of us</h2>"
    return f'{title}<ul id="wishes">{listed}</ul>' if listed else ""


def _lease(platform: Platform) -> str:
    if platform.choices.has_lapsed():
        return LAPSED
    until = text_of(platform.choices.valid_until())
    return f"We may release data until {until}, if we hear no more."


def _comparison(platform: Platform) -> str:
    at = platform.store.fact("compared_at")
    if at is None:
        return "Our list was not compared with Ambit's yet."
    count = int(platform.store.fact("differences") or 0)
    found = f"{count} differed" if count else "all were the same"
    return f"Compared with Ambit at {text_of(float(at))}: {found}."
