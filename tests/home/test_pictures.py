"""The numbers behind the pictures."""

import pytest

from consent.home import pictures
from consent.home.templatetags import ambit
from consent.vocabulary.answers import Answer

CELLS = {
    (group, kind): (Answer.YES if group == "near" else Answer.NO, kind == "genome")
    for group in ("near", "far")
    for kind in ("survey", "health", "genome")
}


def test_rings_have_one_slice_for_each_cell():
    slices = pictures.slices(CELLS)

    assert [slice_.name for slice_ in slices][:2] == [
        "cell-near-survey",
        "cell-near-health",
    ]
    assert len({slice_.path for slice_ in slices}) == len(CELLS)


@pytest.mark.parametrize(
    ("answer", "varies", "fill"),
    [
        (Answer.YES, False, "yes-fill"),
        (Answer.YES, True, "yes-mix"),
        (Answer.ASK, True, "ask-mix"),
        (Answer.NO, True, "no-fill"),
        ("", False, "no-fill"),
    ],
)
def test_fill_says_answer_and_whether_it_varies(answer, varies, fill):
    assert pictures.fill_of(answer, varies=varies) == fill


def test_equal_neighbours_of_a_small_ring_become_one_run():
    runs = pictures.runs(CELLS)

    assert [(run.letter, run.length) for run in runs] == [("y", 3), ("n", 3)]


def test_meter_has_one_block_for_each_place():
    bars = pictures.meter_bars([("done", 2), ("wait", 1), ("late", 0)])

    assert [bar.css for bar in bars] == ["done", "done", "wait"]
    assert bars[-1].x + bars[-1].width <= 600


def test_columns_of_months_without_use_are_empty():
    assert pictures.columns([(0, 0), (0, 0)]) == []


def test_answers_tick_the_value_of_the_question():
    drawn = ambit.answers({"name": "topic-health", "value": Answer.ASK})

    assert [option.value for option in drawn["options"] if option.checked] == ["ask"]


def test_answer_is_never_told_by_colour_alone():
    markup = ambit.answer("ask")

    assert "Ask me" in markup
    assert "#ask" in markup


def test_words_in_a_tag_are_escaped():
    assert "&lt;b&gt;" in ambit.answer("yes", "<b>")
