"""A person's links, with what is known of the way of one set of choices to each."""

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Least, Now

from consent.alarms.models import Alarm
from consent.links.models import Link, LinkVersion
from consent.links.queries import open_links_of
from consent.organizations.models import Membership
from consent.participants.models import Participant
from consent.publishing.models import Closure, Confirmation, Delivery, DeliveryAttempt


def arrivals_of(
    participant: Participant, preference_version: int | None = None
) -> QuerySet[Link]:
    """Return the open links that were told of a preference, in one statement.

    Each carries `wanted_version`, the number to look for, and the instants, closure
    and state of its place that `progress` reads; `now` is the database's clock.
    """
    told = {"link": OuterRef("pk"), "version__gte": OuterRef("wanted_version")}
    said = Confirmation.objects.filter(**told).order_by("at").values("at")
    tries = DeliveryAttempt.objects.filter(**told).order_by("id").values("at")
    rows = (
        open_links_of(participant)
        .select_related("delivery", "platform__health")
        .annotate(wanted_version=_wanted(preference_version))
        .filter(wanted_version__isnull=False, delivery__isnull=False)
        .annotate(
            now=Now(),
            sent_at=Subquery(tries[:1]),
            received_at=Subquery(said.filter(step=Confirmation.Step.RECEIVED)[:1]),
            enforced_at=Subquery(said.filter(step=Confirmation.Step.ENFORCED)[:1]),
        )
    )
    return _with_its_place(_with_closure(rows))


def _wanted(preference_version: int | None) -> Case | Subquery:
    """Find the number to look for; of a link that ends, it is always the last one."""
    versions = LinkVersion.objects.filter(link=OuterRef("pk"))
    if preference_version is None:
        return Subquery(versions.order_by("-version").values("version")[:1])
    # The first number that meant this preference, or a newer one.
    first = versions.filter(preference_version__gte=preference_version)
    return Case(
        When(state=Link.State.ENDING, then=F("version")),
        default=Subquery(first.order_by("version").values("version")[:1]),
    )


def _with_closure(rows: QuerySet[Link]) -> QuerySet[Link]:
    """Add when and why two people gave up sending what is looked for."""
    closures = Closure.objects.filter(
        link=OuterRef("pk"),
        version=OuterRef("delivery__closed_version"),
        version__gte=OuterRef("wanted_version"),
        agreed_at__isnull=False,
    )
    return rows.annotate(
        closed_at=Subquery(closures.values("agreed_at")[:1]),
        closed_reason=Subquery(closures.values("reason")[:1]),
    )


def _with_its_place(rows: QuerySet[Link]) -> QuerySet[Link]:
    """Add what holds for everybody at the place: its oldest debt, and who was told."""
    owed = Delivery.objects.filter(
        platform=OuterRef("platform"), narrowing_since__isnull=False
    ).order_by("narrowing_since")
    alarms = Alarm.objects.filter(
        platform=OuterRef("platform"),
        ended_at=None,
        told_level__gte=Alarm.Level.INSTITUTION,
    )
    # A letter reaches only whom somebody has named; ours alone does not count.
    owners = Membership.objects.filter(
        organization=OuterRef("platform__organization"), role=Membership.Role.OWNER
    )
    officer = ~Q(platform__organization__privacy_contact="")
    reached = alarms.filter(
        ~Q(platform__technical_contact="")
        | Exists(owners)
        | Q(officer, told_level__gte=Alarm.Level.PRIVACY)
    )
    return rows.annotate(
        owes_since=Least(
            Subquery(owed.values("narrowing_since")[:1]),
            F("platform__health__reconciling_since"),
        ),
        are_its_people_told=Exists(reached),
    )
