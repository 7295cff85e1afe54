"""Every route is for somebody, and shut to everybody else."""

import pytest
from django.test import Client

from consent.vocabulary.levels import Level
from tests import institutions, people
from tests.architecture.routes import (
    ACCOUNT,
    INSTITUTION,
    OPERATOR,
    PARTICIPANT,
    PLATFORM,
    PUBLIC,
    STAFF,
    address,
    routes,
)

SHUT = {302, 400, 401, 403, 404, 405}
CLASSES = PUBLIC | ACCOUNT | PARTICIPANT | INSTITUTION | OPERATOR | PLATFORM.keys()


def addresses(names):
    return [address(pattern) for name, pattern in routes() if name in names]


def staff_addresses():
    return [address(pattern) for name, pattern in routes() if name.startswith(STAFF)]


def opened(client: Client, paths, **options) -> list[tuple[str, str, int]]:
    """Return where the client got in, by either method."""
    return [
        (method, path, answer.status_code)
        for path in paths
        for method in ("get", "post")
        if (answer := getattr(client, method)(path, **options)).status_code not in SHUT
    ]


def test_every_route_is_classified():
    names = {name for name, _ in routes() if not name.startswith(STAFF)}

    assert names - CLASSES == set()
    assert len(names) == len([n for n, _ in routes() if not n.startswith(STAFF)])


def test_no_route_has_two_classes():
    groups = [PUBLIC, ACCOUNT, PARTICIPANT, INSTITUTION, OPERATOR, set(PLATFORM)]

    assert sum(map(len, groups)) == len(CLASSES)


def test_nobody_gets_into_what_is_not_public(db):
    shut = addresses(CLASSES - PUBLIC) + staff_addresses()

    wrong = opened(Client(), shut)

    # The door itself is shown.
    assert [one for one in wrong if "/login/" not in one[1]] == []


def test_participant_pages_send_others_to_sign_in(db):
    for path in addresses(PARTICIPANT):
        # Some take only POST.
        answers = [Client().get(path), Client().post(path)]
        sent = [answer for answer in answers if answer.status_code == 302]

        assert {answer.status_code for answer in answers} <= {302, 405}
        assert sent
        for answer in sent:
            assert "/accounts/login/" in answer.headers["Location"]


def test_staff_without_a_participant_see_no_participants_page(staff):
    assert opened(staff, addresses(PARTICIPANT)) == []


def test_participants_and_staff_get_into_no_page_of_an_institution(somebody, staff):
    paths = addresses(INSTITUTION)

    assert opened(somebody, paths) == []
    assert opened(staff, paths) == []


def test_members_without_second_factor_get_into_no_page_of_their_institution(member):
    assert opened(member, addresses(INSTITUTION)) == []


def test_participants_and_staff_without_second_factor_get_into_no_staff_page(
    somebody, staff
):
    paths = [path for path in staff_addresses() if "/log" not in path]

    assert opened(somebody, paths) == []
    assert opened(staff, paths) == []


def test_people_get_into_no_platforms_door(somebody, staff):
    for client in (somebody, staff):
        for path in addresses(PLATFORM):
            answer = client.get(path)

            assert (path, answer.status_code in {401, 405}) == (path, True)


def test_platform_gets_into_no_page_of_people_or_staff(platform):
    paths = addresses(ACCOUNT | PARTICIPANT | INSTITUTION) + staff_addresses()
    headers = {"Authorization": f"Bearer {platform.token}"}

    wrong = opened(Client(), paths, headers=headers)

    assert [one for one in wrong if "/login/" not in one[1]] == []


def test_people_read_no_metrics(somebody, staff, settings):
    settings.METRICS_TOKEN = "of-the-operator"

    assert opened(somebody, addresses(OPERATOR)) == []
    assert opened(staff, addresses(OPERATOR)) == []


def test_platforms_read_no_metrics(platform, settings):
    settings.METRICS_TOKEN = "of-the-operator"
    headers = {"Authorization": f"Bearer {platform.token}"}

    assert opened(Client(), addresses(OPERATOR), headers=headers) == []


@pytest.mark.parametrize(("name", "scope"), sorted(PLATFORM.items()))
def test_platforms_door_needs_its_scope(name, scope, platform):
    others = " ".join(
        one
        for one in ("preferences:read", "access-events:write", "authzen:evaluate")
        if one != scope
    )
    answer = institutions.fetch_token(platform.client_id, platform.secret, scope=others)
    platform.token = answer.json()["access_token"]
    path = addresses({name})[0]

    answers = {platform.get(path).status_code, platform.post(path, {}).status_code}

    assert answers <= {403, 405}
    assert 403 in answers


def test_other_participant_finds_nothing_under_a_number(somebody, db):
    people.choose(people.make_person("Ana"), Level.WIDE)

    for path in addresses({"preferences:change", "access_history:detail"}):
        assert somebody.get(path).status_code == 404
