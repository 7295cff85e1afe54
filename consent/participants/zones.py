"""The time zone of the reader: picked, else the one most people of their country have."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from consent.participants.models import Account, Authority

ZONE_OF_COUNTRY = "time_zone_of_country"
# Areas that people know; the rest of the list is there for machines.
AREAS = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic"),
    *("Australia", "Europe", "Indian", "Pacific"),
}


@cache
def country_zones() -> dict[str, str]:
    """Give the first zone of each country: where most of its people live."""
    table = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found.setdefault(country, zone)
    return found


@cache
def zone_names() -> tuple[str, ...]:
    """List every zone that can be picked, by name."""
    known = {name for name in available_timezones() if name.split("/")[0] in AREAS}
    return (*sorted(known), "UTC")


def zone_of(account: Account) -> str:
    """Name the zone in which the account reads times."""
    return account.time_zone or zone_of_country(account)


def zone_of_country(account: Account) -> str:
    """Name the zone of the country the account's own participant lives in."""
    held = Authority.objects.filter(account=account, kind=Authority.Kind.SELF)
    country = held.values_list("participant__country", flat=True).first()
    return country_zones().get(country or "", settings.TIME_ZONE)


class TimeZoneMiddleware:
    """Shows all times in the reader's time zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone(request)):
            return self.get_response(request)


def _zone(request: HttpRequest) -> ZoneInfo | None:
    """Look the country up once for a session; without one, times are the site's."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    account = request.user
    if not isinstance(account, Account):
        return None
    name = account.time_zone or request.session.get(ZONE_OF_COUNTRY)
    if name is None:
        name = zone_of_country(account)
        request.session[ZONE_OF_COUNTRY] = name
    return ZoneInfo(name if name in zone_names() else settings.TIME_ZONE)
