"""F32. Five ways to break the engine: the checker must catch each, by its letter."""

import pytest

from tests.mutants.copies import (
    PATCHES,
    DoesNotApply,
    apply_patch,
    copy_project,
    receiver_of,
)
from tests.mutants.scenarios import (
    a_change_is_saved_while_its_forerunner_is_on_its_way,
    a_worker_is_killed_and_its_letter_lost,
    nobody_hears_the_bell,
    the_old_letter_arrives_after_the_new,
    wait_until_quiet,
)

pytestmark = pytest.mark.faults

MUTANTS = {
    "receiver_applies_blindly": (the_old_letter_arrives_after_the_new, "c"),
    "ack_marks_target": (a_change_is_saved_while_its_forerunner_is_on_its_way, "b"),
    "flag_without_version": (a_change_is_saved_while_its_forerunner_is_on_its_way, "a"),
    "no_sweeper": (nobody_hears_the_bell, "a"),
    "no_lease_expiry": (a_worker_is_killed_and_its_letter_lost, "a"),
}
SCENARIOS = {scenario.__name__: scenario for scenario, _letter in MUTANTS.values()}
# A sound engine needs five seconds on a quiet machine.
PATIENCE_WITH_MUTANTS = 12
PATIENCE = 60


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_the_unbroken_engine_passes(make_world, scenario):
    """F32, the control."""
    world = make_world(places=1, people=1)

    scenario(world, world.stack.start)
    wait_until_quiet(world, within=PATIENCE)

    world.check()


@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_checker_names_what_a_mutant_breaks(make_world, tmp_path, mutant):
    """F32."""
    scenario, letter = MUTANTS[mutant]
    tree = copy_project(tmp_path / mutant)
    apply_patch(PATCHES / f"{mutant}.patch", tree)
    world = make_world(places=1, people=1)
    for receiver in world.receivers:
        receiver.__class__ = receiver_of(tree)

    def start(*names):
        for name in names:
            world.stack.start_another(name, name, tree=tree)

    scenario(world, start)
    wait_until_quiet(world, within=PATIENCE_WITH_MUTANTS)

    with pytest.raises(AssertionError, match=rf"seed \d+: .*\({letter}\)"):
        world.check()


def test_every_patch_belongs_to_a_test():
    assert {path.stem for path in PATCHES.glob("*.patch")} == set(MUTANTS)


def test_a_patch_for_other_code_does_not_apply(tmp_path):
    patch = tmp_path / "other.patch"
    patch.write_text("--- a/code.py\n+++ b/code.py\n@@ -1 +1 @@\n-one\n+two\n")
    (tmp_path / "code.py").write_text("three\n")

    with pytest.raises(DoesNotApply):
        apply_patch(patch, tmp_path)
