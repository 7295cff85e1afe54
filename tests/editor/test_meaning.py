import pytest
from django.utils import timezone

from consent.decisions.narrowing import narrows
from consent.decisions.preview import EVERYDAY, examples_for
from consent.decisions.rule import decide
from consent.editor import fields
from consent.editor.script import needs_of, script_data
from consent.preferences.careful import careful_part
from consent.preferences.meaning import ANSWER_OF
from consent.vocabulary.answers import Answer
from consent.vocabulary.diseases import BuiltInHierarchy
from consent.vocabulary.levels import COLUMNS, choices_of
from tests.editor.mixes import MIXES

HIERARCHY = BuiltInHierarchy()


def picked(name, choices):
    """What the editor's script says for one need."""
    answers = fields.level_answers(choices)
    if name == "@inside":
        return Answer.YES if choices.where else Answer.NO
    if name == "@condition":
        named = bool(choices.conditions)
        best = answers["topic-health"] or Answer.NO
        condition = answers["topic-condition"] or Answer.NO
        return max(best, condition) if named else best
    return answers[name] or Answer.NO


def test_script_picks_what_the_rule_decides():
    now = timezone.now()

    for choices in MIXES:
        for plain, example in zip(EVERYDAY, examples_for(choices), strict=True):
            decision = decide(choices, example.use, hierarchy=HIERARCHY, at=now)
            least = min(picked(name, choices) for name in needs_of(plain.use))

            assert least is ANSWER_OF[decision.result], (plain.code, choices)


def test_script_has_a_letter_for_every_field_of_every_level():
    data = script_data(None)

    rows = {level: row[0] for level, row in data["levels"].items()}

    assert rows.keys() == {level.value for level in COLUMNS}
    assert {len(row) for row in rows.values()} == {len(fields.LEVEL_FIELDS)}


@pytest.mark.parametrize("level", COLUMNS)
def test_careful_part_is_never_wider_than_either_side(level):
    old = choices_of(level, home_country="FI")

    for new in MIXES:
        careful = careful_part(old, new)

        assert not narrows(careful, old), new
        assert not narrows(careful, new), new
