"""The guide for institutions: its commands, pasted one after the other, really run."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack import free_ports

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


@pytest.mark.journey
def test_guide_runs_as_it_stands(start_stack, tmp_path: Path) -> None:
    stack = start_stack(with_demo=True)
    stack.start("web")
    guide = (PROJECT / "docs" / "connect.md").read_text("utf-8")
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
        cwd=tmp_path,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert '{"applied_version": 7, "enforced": false}' in done.stdout
    assert '{"accepted":1,"problems":[],' in done.stdout
    assert '{"decision":true,' in done.stdout
    assert '{"accepted":1,"repeated":0,"problems":[]}' in done.stdout
    assert '{"accepted":0,"repeated":1,"problems":[]}' in done.stdout
