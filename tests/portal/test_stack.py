"""The real processes can be started, killed and left without a trace."""

import urllib.request

import pytest
from django.contrib.auth import get_user_model

from portal.run.__main__ import answers
from tests.processes import living_members


@pytest.mark.faults
def test_stack_web_reads_what_the_test_wrote(stack):
    get_user_model().objects.create_user(
        email="ana@example.org", password="long-enough"
    )
    stack.start("web")

    with urllib.request.urlopen(f"{stack.url}/accounts/login/") as answer:
        page = answer.read()

    assert answer.status == 200
    assert b"csrf" in page


@pytest.mark.faults
def test_stack_kill_leaves_no_child_of_a_worker(stack):
    stack.start("worker")
    stack.wait_for(lambda: "ready" in stack.log("worker"), within=30)
    group = stack.children["worker"].process.pid

    stack.kill("worker")

    stack.wait_for(lambda: not living_members(group), within=5)


@pytest.mark.faults
def test_stack_frozen_web_does_not_answer_until_thawed(stack):
    stack.start("web")

    stack.freeze("web")
    was_silent = not answers(stack.port)
    stack.thaw("web")

    assert was_silent
    stack.wait_for(lambda: answers(stack.port), within=10)
