"""How the desk shows where it stands with Ambit: the lease and the last comparison."""

from examples.platform.assembly import Platform
from examples.platform.labels import LAPSED
from examples.platform.moments import text_of


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
    )


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
