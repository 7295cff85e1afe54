"""A world for each fault; its seed is printed, and can be set again."""

import os
import secrets
import sys

import pytest

from tests.faults.fronts import Front
from tests.faults.world import World
from tests.own_postgres import OwnPostgres


@pytest.fixture
def make_world(start_stack):
    """Make a world of people and platforms; AMBIT_SEED repeats one."""
    worlds: list[World] = []

    def make(*, places: int = 3, people: int = 5, **options) -> World:
        seed = int(os.environ.get("AMBIT_SEED") or secrets.randbelow(2**32))
        sys.stdout.write(f"AMBIT_SEED={seed}\n")
        worlds.append(
            World(start_stack, seed=seed, places=places, people=people, **options)
        )
        return worlds[-1]

    yield make
    for world in worlds:
        world.close()


@pytest.fixture
def make_front():
    """Put bad front doors before the platforms of a world."""
    fronts: list[Front] = []

    def make(*args) -> Front:
        fronts.append(Front(*args))
        return fronts[-1]

    yield make
    for front in fronts:
        front.close()


@pytest.fixture
def own_postgres(tmp_path):
    """A running database server that this test may do anything to."""
    server = OwnPostgres(tmp_path / "postgres")
    server.start()
    yield server
    server.close()
