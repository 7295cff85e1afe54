"""Whether a reported use was in line with the choices that held when it happened."""

from dataclasses import dataclass, replace

from django.db.models import Q

from consent.access_history.models import AccessEvent
from consent.access_history.reports import Report
from consent.decisions.grants import Grant as GrantValue
from consent.decisions.results import Decision, ReasonCode
from consent.decisions.rule import decide
from consent.decisions.uses import Use
from consent.diseases.queries import hierarchy
from consent.evaluations.uses import stated_use
from consent.grants.models import Grant
from consent.grants.queries import value_of
from consent.links.models import Link, LinkVersion
from consent.organizations.models import Platform
from consent.organizations.queries import parties_for
from consent.preferences.models import Preference
from consent.preferences.queries import choices_of
from consent.publishing.versions import VersionsThen, versions_at
from consent.vocabulary.choices import Choices
from consent.vocabulary.terms import Basis, known_details

Verdict = AccessEvent.Verdict
Verdicts = tuple[AccessEvent.Verdict, str]


@dataclass(frozen=True)
class Judgement:
    """The verdict on a report, the code of its reason, and the version in force."""

    verdict: AccessEvent.Verdict
    why: str
    link_version: int | None


def judge(report: Report, link: Link, platform: Platform) -> Judgement:
    """Judge a report by what held at `occurred_at`; later choices never count.

    The person's newest choice at that time decides. Where it had not reached the
    platform yet, and the use was fine under what had, the verdict says so; a choice
    that was received but not put in force is no excuse.
    """
    then = versions_at(link, report.occurred_at)
    if report.way == AccessEvent.Way.REFUSED:
        verdict, why = Verdict.IN_LINE, "refused"
    elif then.newest is None:
        verdict, why = Verdict.UNKNOWN, "before_link"
    elif report.basis is not Basis.CHOICE:
        verdict, why = _judge_basis(report, link, platform, then)
    else:
        verdict, why = _judge_choice(report, link, platform, then)
    return Judgement(verdict, why, then.enforced.version if then.enforced else None)


def decide_again(event: AccessEvent) -> Decision | None:
    """Decide a kept use as it was judged, for all its reasons.

    Nothing when it is not a matter of choice, or when what we know of those who used
    the data has changed since, so that the reasons would be others.
    """
    if event.basis != Basis.CHOICE:
        return None
    newest = versions_at(event.link, event.occurred_at).newest
    use = _use_of(event, event.platform)
    decision = _decide(event, event.link, event.platform, use, newest)
    is_refusal = event.way == AccessEvent.Way.REFUSED
    return decision if is_refusal or _code(decision) == event.why else None


def _judge_choice(
    report: Report, link: Link, platform: Platform, then: VersionsThen
) -> Verdicts:
    use = _use_of(report, platform)
    decision = _decide(report, link, platform, use, then.newest)
    why = _code(decision)
    if decision.is_permitted:
        return Verdict.IN_LINE, why
    if why == ReasonCode.INCOMPLETE:
        return Verdict.UNKNOWN, why
    if _decide(report, link, platform, use, then.received).is_permitted:
        return Verdict.NOT_YET_TOLD, why
    return Verdict.NOT_IN_LINE, why


def _judge_basis(
    report: Report, link: Link, platform: Platform, then: VersionsThen
) -> Verdicts:
    """Judge a use on another basis: it must be declared, and still hold."""
    if report.basis.value not in platform.bases:
        return Verdict.NOT_IN_LINE, "basis_not_declared"
    if report.basis is Basis.PRIOR_CONSENT:
        if not link.has_prior_consent:
            return Verdict.NOT_IN_LINE, "no_prior_consent"
        # An older form holds until the first choice made here.
        if _has_choice(then.newest):
            knew = _has_choice(then.received)
            verdict = Verdict.NOT_IN_LINE if knew else Verdict.NOT_YET_TOLD
            return verdict, "prior_consent_ended"
    return Verdict.WITHOUT_CHOICE, report.basis.value


def _has_choice(version: LinkVersion | None) -> bool:
    return version is not None and version.preference_version is not None


def _use_of(report: Report | AccessEvent, platform: Platform) -> Use:
    names = (report.organization, *report.on_behalf_of)
    parties = parties_for(names, platform=platform)
    return stated_use(report.use, parties, platform).use


def _decide(
    report: Report | AccessEvent,
    link: Link,
    platform: Platform,
    use: Use,
    version: LinkVersion | None,
) -> Decision:
    """Decide by what a version meant: its choices, and the grants alive with it."""
    return decide(
        _choices_at(link, version),
        use,
        grants=_grants_at(link, version),
        hierarchy=hierarchy,
        at=report.occurred_at,
        apart=known_details(platform.details_apart),
    )


def _choices_at(link: Link, version: LinkVersion | None) -> Choices | None:
    if version is None or version.cause == LinkVersion.Cause.ENDED:
        return None
    if version.preference_version is None:
        return None
    return choices_of(
        Preference.objects.get(
            participant_id=link.participant_id, version=version.preference_version
        )
    )


def _grants_at(link: Link, version: LinkVersion | None) -> list[GrantValue]:
    if version is None:
        return []
    given = Grant.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=version.issued_at),
        participant_id=link.participant_id,
        given_at__lte=version.issued_at,
    ).select_related("organization")
    # Their end is another version's.
    return [replace(value_of(grant), ended_at=None) for grant in given]


def _code(decision: Decision) -> str:
    return decision.reasons[0].code.value if decision.reasons else decision.result.value
