"""The guides for institutions: their commands, pasted in order, really run."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack import Stack, free_ports

PROJECT = Path(__file__).parents[2]
BLOCK = re.compile(r"```(sh|python)\n(.*?)```", re.DOTALL)


def commands(guide: str) -> str:
    """Give the guide as one script: its program is saved where the guide says so."""
    parts = []
    for language, text in BLOCK.findall(guide):
        if language == "sh":
            parts.append(text)
        else:
            parts.append(f"cat > receiver.py <<'PROGRAM'\n{text}PROGRAM\n")
    return "set -e\n" + "".join(parts)


def follow(name: str, stack: Stack, folder: Path) -> str:
    """Do as a guide says, in an empty folder; return what was printed."""
    guide = (PROJECT / "docs" / name).read_text("utf-8")
    script = (
        commands(guide)
        .replace("http://127.0.0.1:8000", stack.url)
        .replace(".data/", f"{stack.places.data}/")
        .replace(".venv/bin/python", shlex.quote(sys.executable))
        .replace("8899", str(free_ports(1)[0]))
    )
    done = subprocess.run(
        ["/bin/bash"],
        input=script,
        cwd=folder,
        # The folder is not the project's, where a reader would stand.
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.faults
@pytest.mark.long
def test_self_test_runs_as_it_stands(start_stack, tmp_path: Path) -> None:
    stack = start_stack(with_demo=True)
    stack.start()

    said = follow("delivery.md", stack, tmp_path)

    versions = re.findall(r'^200 {"applied_version": (\d+)', said, re.MULTILINE)
    assert versions == ["2", "2", "3", "3"]
    assert said.count("401 ") == 2
    assert said.count("s-broken") == 0
    assert '"matches":true' in said
    assert '"replayed":1' in said
    assert '"error":"status_503"' in said
    assert '"state":"enforced"' in said.splitlines()[-2]
    assert said.splitlines()[-1].startswith("HTTP/1.1 200")


@pytest.mark.journey
def test_guide_runs_as_it_stands(start_stack, tmp_path: Path) -> None:
    stack = start_stack(with_demo=True)
    stack.start("web")

    said = follow("connect.md", stack, tmp_path)

    assert '{"applied_version": 7, "enforced": false}' in said
    assert '{"accepted":1,"problems":[],' in said
    assert '{"decision":true,' in said
    assert '{"accepted":1,"repeated":0,"problems":[]}' in said
    assert '{"accepted":0,"repeated":1,"problems":[]}' in said
