"""Copies of the project in which one thing is made wrong."""

import importlib.util
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from portal.run.places import PROJECT

PATCHES = Path(__file__).parent
IGNORED = shutil.ignore_patterns(
    *(".git", ".venv", ".data", ".hypothesis", "__pycache__", ".*_cache")
)
HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@.*\n", re.MULTILINE)


class DoesNotApply(Exception):
    """The code has moved on: the patch must be written anew."""


def copy_project(directory: Path) -> Path:
    return shutil.copytree(PROJECT, directory, ignore=IGNORED, symlinks=True)


def apply_patch(patch: Path, tree: Path) -> None:
    """Apply a unified diff, each hunk at the one place where its lines stand."""
    for name, hunks in files_of(patch.read_text()):
        path = tree / name
        text = path.read_text()
        for old, new in hunks:
            if text.count(old) != 1:
                raise DoesNotApply(f"{patch.name}: {name} has no such lines:\n{old}")
            text = text.replace(old, new)
        path.write_text(text)


def files_of(patch: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each file's name with the lines of each hunk, before and after."""
    for part in re.split(r"^--- a/", patch, flags=re.MULTILINE)[1:]:
        name, body = part.split("\n", 1)
        hunks = [split_hunk(hunk) for hunk in HUNK.split(body)[1:]]
        yield name.strip(), hunks


def split_hunk(hunk: str) -> tuple[str, str]:
    lines = [line for line in hunk.splitlines(keepends=True) if line[:1] in " -+"]
    before = "".join(line[1:] for line in lines if line[0] != "+")
    after = "".join(line[1:] for line in lines if line[0] != "-")
    return before, after


def receiver_of(tree: Path) -> type:
    """Load the tests' platform as it stands in a copy."""
    path = tree / "tests" / "publishing" / "receiver.py"
    spec = importlib.util.spec_from_file_location(f"receiver_of_{tree.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Its dataclasses look their own module up.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.Receiver
