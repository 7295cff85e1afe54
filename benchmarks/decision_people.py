"""Make the people of P1 and print, as JSON, how to ask about them."""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from consent.participants import services as participants  # noqa: E402
from consent.participants.models import Account  # noqa: E402
from consent.preferences import services as preferences  # noqa: E402
from consent.vocabulary.levels import Level  # noqa: E402
from tests import institutions, people  # noqa: E402

PEOPLE = 200


def main() -> None:
    steward = institutions.make_steward()
    platform = people.make_platform("lakeside")
    institutions.make_organization()
    caller = institutions.connect(platform, steward)
    subjects = []
    for number in range(PEOPLE):
        account = Account.objects.create_user(f"person{number}@example.org")
        authority = participants.enrol(called="Somebody", country="FI", by=account)
        link = preferences.join(
            participant=authority.participant, platform=platform, by=account
        )
        people.choose(authority, Level.WIDE)
        subjects.append(link.subject_id)
    questions = [json.dumps(institutions.evaluation(one)) for one in subjects]
    print(json.dumps({"token": caller.token, "questions": questions}))


if __name__ == "__main__":
    main()
