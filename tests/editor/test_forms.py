import pytest

from consent.editor.fields import Answers, answers_of
from consent.editor.forms import ChoicesForm
from consent.vocabulary.answers import Answer
from consent.vocabulary.levels import COLUMNS, Level, choices_of, level_of
from consent.vocabulary.terms import Detail, Group, Kind, Way


def read(answers, saved=None):
    form = ChoicesForm(answers, country="FI", saved=saved)
    return form.read(), {fault.target: fault.text for fault in form.faults}


@pytest.mark.parametrize("level", COLUMNS)
def test_editor_reads_back_every_level(level):
    value, faults = read(answers_of(choices_of(level)))

    assert not faults
    assert level_of(value) is level
    assert value.home_country == "FI"


@pytest.mark.parametrize("level", COLUMNS)
def test_level_beats_the_rows_whatever_they_say(level):
    answers = answers_of(choices_of(Level.WIDE))
    answers["level"] = level.value

    value, faults = read(answers)

    assert not faults
    assert level_of(value) is level


def test_editor_without_an_answer_asks_for_the_level_only():
    value, faults = read(Answers())

    assert value is None
    assert faults == {"level": "Pick how much you want to share."}


def test_own_mix_without_rows_asks_for_each_part():
    value, faults = read(Answers({"level": ["own"]}))

    assert value is None
    assert faults["group-company"] == "Answer for Health companies."
    assert "topic-health" in faults
    assert "where" in faults
    assert not any("-gene" in name or name.startswith("detail-") for name in faults)


def test_group_that_depends_asks_for_the_missing_cell():
    answers = answers_of(choices_of(Level.HEALTH))
    answers["level"] = "own"
    answers["group-company"] = "mix"
    answers["company-health"] = ""

    _value, faults = read(answers)

    assert faults == {
        "company-health": "Answer for Health companies: My health details."
    }


def test_group_answer_fills_its_cells():
    answers = answers_of(choices_of(Level.HEALTH))
    answers["level"] = "own"
    answers["group-company"] = "no"

    value, _faults = read(answers)

    assert {value.cells[Group.COMPANY, kind] for kind in Kind} == {Answer.NO}
    assert level_of(value) is Level.OWN


def test_held_back_detail_survives_the_round_trip():
    answers = answers_of(choices_of(Level.WIDE))
    answers["level"] = "own"
    answers["detail-health.mental"] = "no"

    value, _faults = read(answers)

    assert value.details == {Detail.MENTAL: Answer.NO}
    assert answers_of(value)["detail-health.mental"] == "no"
    assert answers_of(value)["detail-health.image"] == "yes"


def test_copy_beyond_a_visit_is_refused_at_its_field():
    answers = answers_of(choices_of(Level.WIDE))
    answers["level"] = "own"
    answers["way-visit"] = "ask"

    value, faults = read(answers)

    assert value is None
    assert "way-copy" in faults


@pytest.mark.parametrize("months", ["0", "601", "-1", "x", "9" * 5000])
def test_months_out_of_range_are_refused(months):
    answers = answers_of(choices_of(Level.WIDE))
    answers["months"] = months

    value, faults = read(answers)

    assert value is None
    assert list(faults) == ["months"]


def test_day_in_the_past_is_refused():
    answers = answers_of(choices_of(Level.WIDE))
    answers["until"] = "2020-01-01"

    _value, faults = read(answers)

    assert faults == {"until": "Pick a day that is still to come."}


def test_ways_read_back_as_they_were_asked():
    value, _faults = read(answers_of(choices_of(Level.CONDITION)))

    assert value.ways == {
        Way.VISIT: Answer.YES,
        Way.COPY: Answer.ASK,
        Way.LIBRARY: Answer.NO,
    }
