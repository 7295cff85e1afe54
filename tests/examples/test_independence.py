"""The example is a model for others: it may know only Ambit's public API."""

import ast
import sys
from pathlib import Path

PLATFORM = Path(__file__).parents[2] / "examples" / "platform"


def imported_by(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


def test_platform_imports_nothing_of_ambit() -> None:
    allowed = sys.stdlib_module_names | {"examples", "requests"}

    imported = set().union(*(imported_by(path) for path in PLATFORM.glob("*.py")))

    assert imported - allowed == set()
