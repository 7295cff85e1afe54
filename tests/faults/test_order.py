"""Messages that arrive twice, late or not at all."""

import time

import pytest

from consent.links.models import Link, LinkVersion
from tests.faults import hostile
from tests.faults.fronts import Script
from tests.publishing.rows import tell

pytestmark = pytest.mark.faults
Change = LinkVersion.Change


def test_an_answer_lost_after_applying_is_a_repeat_and_no_more(make_world, make_front):
    """F19: the platform applied, its answer died on the way."""
    world = make_world(places=2, people=3)
    front = make_front(world)
    behaviours = [front.lose_the_answer, front.lose_the_answer, front.pass_on]
    front.behave = Script(iter(lambda: world.chance.choice(behaviours), None))
    world.stack.start("worker", "dispatch")

    world.finish(world.change(20, pause=0.1))
    world.settle()

    told = [(one.data["subject_id"], one.data["version"]) for one in front.changes()]
    assert len(told) > len(set(told))
    world.check()


def test_an_old_message_that_arrives_last_changes_nothing(make_world, make_front):
    """F20: the first message to each person's place is held, and let go at the end."""
    world = make_world(places=1, people=3)
    front = make_front(world)
    held = {}

    def hold_the_first(line, asked):
        subject = asked.data.get("subject_id", "")
        if subject in held or not subject:
            front.pass_on(line, asked)
            return
        held[subject] = asked
        line.hang()

    front.behave = hold_the_first
    world.stack.start("worker", "dispatch")
    links = list(Link.objects.select_related("platform"))
    tell(*links, change=Change.WIDENED)
    world.stack.wait_for(lambda: len(held) == 3, within=60)
    tell(*links, change=Change.WITHDRAWN, sharing="none")
    world.settle()

    answers = [front.take(asked) for asked in held.values()]

    assert all(status == 200 for status, _, _ in answers)
    assert {told["sharing"] for told in front.receiver.told.values()} == {"none"}
    assert all(len(versions) == 1 for versions in front.receiver.applied.values())
    world.check()


def test_changes_of_mind_while_a_platform_is_away_are_one_message(
    make_world, make_front
):
    """F21: withdrawn, given again and withdrawn within a second."""
    world = make_world(places=1, people=1)
    front = make_front(world)
    world.stack.start("worker", "dispatch")
    link = Link.objects.select_related("platform").get()
    tell(link, change=Change.WIDENED)
    world.settle()
    front.behave = hostile.reset
    front.receiver.heard.clear()
    begun = time.monotonic()

    tell(link, change=Change.WITHDRAWN, sharing="none")
    tell(link, change=Change.WIDENED)
    [last] = tell(link, change=Change.WITHDRAWN, sharing="none")

    assert time.monotonic() - begun < 1
    tried = len(front.asked)
    world.stack.wait_for(lambda: len(front.asked) > tried + 1, within=60)
    front.behave = front.pass_on
    world.settle()
    [heard] = front.receiver.changes()
    assert heard.data["version"] == last.version
    assert heard.data["told"]["sharing"] == "none"
    kinds = [change["kind"] for change in heard.data["changes_since_ack"]]
    assert kinds == ["withdrawn", "widened", "withdrawn"]
    world.check()
