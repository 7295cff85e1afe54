"""Setting the stage of the tour, through the same services that people use."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from consent.access_history import services as access_history
from consent.demo import ageing, letters, stories
from consent.demo.cast import (
    CODE_APP_KEY,
    COLLEAGUES,
    COMPANIES,
    CYSTIC_FIBROSIS,
    ONLY_AT_LAKESIDE,
    PASSWORD,
    PEOPLE,
    PLACES,
    STAFF,
    Person,
    Place,
    Staff,
)
from consent.demo.helping import find_helpers
from consent.links.models import Link
from consent.organizations.models import Membership, Organization, Platform
from consent.participants.models import Account, Authority, Participant
from consent.preferences import services as preferences
from consent.publishing import services as publishing
from consent.requests import services as requests
from consent.requests.models import Asking, Request
from consent.vocabulary.levels import choices_of

# What an operator may act on in the admin; the rest of it is to look at.
OPERATED = ("alarm", "closure", "delivery", "platformhealth")


@transaction.atomic
def set_stage(*, endpoints: dict[str, str]) -> None:
    """Make the whole cast once; `endpoints` maps a place's code to its address."""
    steward = _staff()
    _organizations()
    _colleagues()
    places = [_place(place, endpoints[place.code]) for place in PLACES]
    cast = {person.code: _person(person) for person in PEOPLE}
    for person in PEOPLE:
        _link_and_choose(person, cast[person.code], places, steward)
    _confirm_all(places)
    letters.read_old_letters()
    ageing.age(days=300)
    _tell_stories(cast["ana"])
    letters.write_new_letters(cast["ana"])
    _ask_dina(cast["dina"])
    find_helpers(cast)
    _confirm_all(places)


def move_places(*, endpoints: dict[str, str]) -> None:
    """Follow the demo's platforms to the ports they have now."""
    for code, url in endpoints.items():
        Platform.objects.filter(code=code).update(endpoint_url=url)


def _staff() -> Account:
    accounts = [_staff_account(member) for member in STAFF]
    ours = Permission.objects.filter(content_type__app_label="consent")
    look = ours.filter(codename__startswith="view_")
    operate = ours.filter(codename__in=[f"change_{model}" for model in OPERATED])
    for member, account in zip(STAFF, accounts, strict=True):
        if not member.is_superuser:
            account.user_permissions.set(look | operate if member.is_operator else look)
    return accounts[0]


def _staff_account(member: Staff) -> Account:
    account = _account(member.email, member.name)
    account.is_staff, account.is_superuser = True, member.is_superuser
    account.save()
    TOTP.activate(account, CODE_APP_KEY)
    return account


def _account(email: str, called: str) -> Account:
    account = Account.objects.create_user(email, PASSWORD, called=called)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return account


def _organizations() -> None:
    Organization.objects.bulk_create(
        Organization(
            code=company.code,
            name=company.name,
            kind=company.kind,
            country=company.country,
            about=company.about,
            is_pledged=True,
            privacy_contact=f"privacy@{company.code}.example",
        )
        for company in COMPANIES
    )


def _colleagues() -> None:
    for one in COLLEAGUES:
        account = _account(one.email, one.name)
        TOTP.activate(account, CODE_APP_KEY)
        Membership.objects.create(
            account=account,
            organization=Organization.objects.get(code=one.organization),
            role=one.role,
        )


def _place(place: Place, endpoint: str) -> Platform:
    return Platform.objects.create(
        organization=Organization.objects.get(code=place.organization),
        code=place.code,
        name=place.name,
        holds=place.holds,
        country=place.country,
        endpoint_url=endpoint,
        technical_contact=f"it@{place.code}.example",
        details_apart=list(place.details_apart),
        bases=list(place.bases),
        state=Platform.State.LIVE,
    )


def _person(person: Person) -> Participant:
    participant = Participant.objects.create(
        called=person.name, country=person.country, birth_year=person.birth_year
    )
    if person.guardian:
        guardian = Account.objects.get(email=f"{person.guardian}@ambit.example")
        kind = Authority.Kind.GUARDIAN
    else:
        guardian = _account(person.email, person.name)
        kind = Authority.Kind.SELF
    Authority.objects.create(account=guardian, participant=participant, kind=kind)
    return participant


def _link_and_choose(
    person: Person,
    participant: Participant,
    places: list[Platform],
    steward: Account,
) -> None:
    for platform in places[:1] if person.code in ONLY_AT_LAKESIDE else places:
        link = preferences.join(
            participant=participant,
            platform=platform,
            by=steward,
            has_prior_consent=person.level is None,
        )
        if person.conditions and platform == places[0]:
            Link.objects.filter(pk=link.pk).update(shares_conditions=True)
    if person.level is None:
        return
    authority = Authority.objects.select_related("account").get(participant=participant)
    preferences.choose(
        participant=participant,
        value=choices_of(
            person.level, conditions=person.conditions, home_country=person.country
        ),
        by=authority.account,
        authority=authority,
        replacing=None,
        language="en",
    )


def _confirm_all(places: list[Platform]) -> None:
    """Let every place say that all is in force, as it was before the tour begins."""
    for platform in places:
        publishing.acknowledge(
            platform=platform,
            enforced=[
                publishing.Enforced(link.subject_id, link.version)
                for link in Link.objects.filter(platform=platform)
            ],
        )


def _tell_stories(ana: Participant) -> None:
    link = Link.objects.select_related("platform").get(
        participant=ana, platform__code=PLACES[0].code
    )
    access_history.report(
        platform=link.platform,
        reports=stories.reports_about(link.subject_id, now=timezone.now()),
    )


def _ask_dina(dina: Participant) -> None:
    """One request waits for Dina, another has her yes."""
    authority = Authority.objects.select_related("account").get(participant=dina)
    granted = requests.ask(request=_request("cf-atlas"), participant=dina)
    requests.answer(
        asking=granted,
        answer=Asking.Answer.YES,
        by=authority.account,
        authority=authority,
    )
    requests.ask(request=_request("sleep-and-genes"), participant=dina)


def _request(study: str) -> Request:
    titles = {
        "cf-atlas": "May Northfield Hospital use your gene results to study cystic fibrosis?",
        "sleep-and-genes": "May Novagen use your gene results to study sleep?",
    }
    is_hospital = study == "cf-atlas"
    now = timezone.now()
    return Request.objects.create(
        code=study,
        organization=Organization.objects.get(
            code="northfield-hospital" if is_hospital else "novagen"
        ),
        study=study,
        title=titles[study],
        summary=(
            "They want to learn which genes make the illness worse. "
            "Your data stay where they are. Only group results leave."
        )
        if is_hospital
        else (
            "They want to learn why some people sleep badly. "
            "They may sell what they make from it. Your data stay where they are."
        ),
        kinds=["gene"],
        topic="health",
        diseases=[CYSTIC_FIBROSIS] if is_hospital else [],
        is_commercial=not is_hospital,
        ways=["visit"],
        places=["FI"],
        use_until=now + timedelta(days=365),
        answer_by=now + timedelta(days=30),
        state=Request.State.OPEN,
    )
