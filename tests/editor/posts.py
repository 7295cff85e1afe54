"""What the editor's page posts."""

from consent.editor.fields import answers_of
from consent.vocabulary.levels import choices_of


def posted(start, **changed):
    """What the editor posts for a level, with some fields answered otherwise."""
    answers = answers_of(choices_of(start))
    for name, value in changed.items():
        answers[name.replace("__", "-")] = value
    return {name: values for name, values in answers.lists() if any(values)}
