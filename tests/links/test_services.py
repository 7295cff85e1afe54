import pytest
from django.db import transaction

from consent.links.models import Link, LinkVersion
from consent.links.queries import open_links_of
from consent.links.services import (
    AlreadyLinked,
    LinkEnded,
    PlatformClosed,
    end_link,
    issue_versions,
    open_link,
    settle_links,
)
from consent.organizations.models import Platform
from tests.publishing.rows import (
    Cause,
    Change,
    make_account,
    make_link,
    make_participant,
    make_platform,
)

pytestmark = pytest.mark.django_db


def issue(*links: Link, change=Change.NARROWED) -> list[LinkVersion]:
    with transaction.atomic():
        return issue_versions(
            links=links, cause=Cause.PREFERENCE, change=change, preference_version=1
        )


def test_a_link_is_opened_once():
    link = make_link(make_platform())

    with pytest.raises(AlreadyLinked):
        make_link(link.platform, link.participant)

    assert list(open_links_of(link.participant)) == [link]


@pytest.mark.parametrize("state", ["draft", "suspended", "ended"])
def test_a_closed_platform_takes_no_links(state):
    platform = make_platform(state=Platform.State(state))

    with pytest.raises(PlatformClosed):
        make_link(platform)


def test_a_link_can_be_opened_again_after_it_ended():
    link = make_link(make_platform())
    [version] = issue(link)
    end_link(link=link, by=make_account())
    settle_links(enforced={link.pk: version.version})

    again = open_link(
        participant=link.participant, platform=link.platform, by=make_account()
    )

    assert again.subject_id != link.subject_id


def test_a_link_that_is_ending_cannot_be_ended_again():
    link = make_link(make_platform())
    end_link(link=link, by=make_account())

    with pytest.raises(LinkEnded):
        end_link(link=link, by=make_account())


def test_an_ending_link_waits_for_its_newest_version():
    link = make_link(make_platform())
    [old] = issue(link)
    end_link(link=link, by=make_account())
    issue(link, change=Change.WITHDRAWN)

    settle_links(enforced={link.pk: old.version})

    link.refresh_from_db()
    assert link.state == Link.State.ENDING


def test_versions_only_grow_even_when_the_clock_seems_behind():
    link = make_link(make_platform())
    far_ahead = 9_000_000_000_000
    Link.objects.filter(pk=link.pk).update(version=far_ahead)

    [version] = issue(link)

    assert version.version == far_ahead + 1
    assert link.version == far_ahead + 1


def test_versions_of_one_person_cannot_be_joined_by_their_numbers():
    person = make_participant()
    links = [make_link(make_platform(), person) for _ in range(3)]

    versions = issue(*links)

    numbers = [version.version for version in versions]
    assert [version.link_id for version in versions] == [link.pk for link in links]
    assert min(abs(a - b) for a in numbers for b in numbers if a != b) > 1000


def test_each_link_can_have_its_own_change():
    person = make_participant()
    narrowed, widened = (make_link(make_platform(), person) for _ in range(2))

    versions = issue(
        narrowed,
        widened,
        change={narrowed.pk: Change.NARROWED, widened.pk: Change.WIDENED},
    )

    assert [version.change for version in versions] == ["narrowed", "widened"]


def test_statements_do_not_grow_with_links(django_assert_num_queries):
    person = make_participant()
    links = [make_link(make_platform(), person) for _ in range(10)]

    with transaction.atomic(), django_assert_num_queries(2):
        issue_versions(
            links=links,
            cause=Cause.PREFERENCE,
            change=Change.NARROWED,
            preference_version=1,
        )
