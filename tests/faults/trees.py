"""The code of an earlier commit, as a deploy meets it."""

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from portal.run.places import PROJECT


def unpack(commit: str, directory: Path) -> Path:
    """Write a commit's files into a directory; skip loudly without the history."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("NO OLDER CODE: git is not installed.")
    done = subprocess.run(
        [git, "archive", "--format=tar", commit],
        cwd=PROJECT,
        check=False,
        capture_output=True,
    )
    if done.returncode != 0:
        pytest.skip(f"NO OLDER CODE: {commit} is not in this clone's history.")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(directory, filter="data")
    return directory
