"""What the editor's page posts, and a sign-in that is no longer fresh."""

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY

from consent.editor.fields import answers_of
from consent.participants.access import SIGNED_IN_AT
from consent.vocabulary.levels import choices_of


def posted(start, **changed):
    """What the editor posts for a level, with some fields answered otherwise."""
    answers = answers_of(choices_of(start))
    for name, value in changed.items():
        answers[name.replace("__", "-")] = value
    return {name: values for name, values in answers.lists() if any(values)}


def grow_old(visitor):
    """Let the sign-in be an hour old."""
    session = visitor.session
    for proof in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        proof["at"] = time.time() - 3600
    session[SIGNED_IN_AT] = time.time() - 3600
    session.save()
