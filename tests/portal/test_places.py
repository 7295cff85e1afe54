"""Directories are private, and sockets have short, plain paths."""

import stat
import tempfile
from pathlib import Path

import pytest

from portal.run import places
from portal.run.errors import CannotStart
from portal.run.secrets import dev_secrets


@pytest.fixture
def short_path():
    """Make a directory with a short name; those of pytest can be long."""
    with tempfile.TemporaryDirectory(prefix="ambit-") as name:
        yield Path(name)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_sockets_stay_inside_when_the_path_is_short_and_plain(short_path):
    found = places.prepare(short_path / "data")

    assert found.sockets == short_path / "data" / "sockets"
    assert mode(found.sockets) == mode(found.data) == 0o700


@pytest.mark.parametrize("name", ["a name with spaces", "x" * 120, "a,b"])
def test_sockets_move_out_of_a_path_that_servers_cannot_take(tmp_path, name):
    found = places.prepare(tmp_path / name)

    assert places.PLAIN_PATH.fullmatch(str(found.sockets))
    assert len(str(found.sockets)) <= places.LONGEST_DIRECTORY
    assert found == places.prepare(tmp_path / name)
    found.tidy()
    assert not found.sockets.exists()


def test_sockets_of_somebody_else_are_refused(short_path):
    target = short_path / "elsewhere"
    target.mkdir()
    (short_path / "data").mkdir()
    (short_path / "data" / "sockets").symlink_to(target)

    with pytest.raises(CannotStart, match="belongs to somebody else"):
        places.prepare(short_path / "data")


def test_secrets_are_made_once_and_are_private(tmp_path):
    first = dev_secrets(tmp_path / "data")
    second = dev_secrets(tmp_path / "data")

    assert first == second
    assert mode(tmp_path / "data" / "secrets.json") == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secrets.json"]
