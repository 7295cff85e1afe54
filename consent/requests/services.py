"""Asking people whose answer is "ask me", and taking their answers."""

from django.db import transaction
from django.utils import timezone

from consent.audit import services as audit
from consent.decisions.results import Result
from consent.encryption import seal, unseal
from consent.errors import NotYours, Refusal
from consent.grants import services as grant_services
from consent.grants.models import Grant
from consent.grants.scopes import judge
from consent.links.models import LinkVersion
from consent.participants.models import Account, Authority, Participant
from consent.preferences import queries as preference_queries
from consent.preferences import services as preferences
from consent.requests.letters import tell_of
from consent.requests.models import Asking, Request


class NotAsked(Refusal):
    """The person's choices do not say "ask me" to all of this request."""

    code = "not_asked"
    sentence = "This person did not say that they want to be asked about this."


class TooLate(Refusal):
    """The request has ended, or its time to answer is over."""

    code = "too_late"
    sentence = "This request has ended. That counts as no. Nothing was changed."


class AlreadyAnswered(Refusal):
    """The person has answered this request before."""

    code = "already_answered"
    sentence = "You have answered this request before."


@transaction.atomic
def ask(*, request: Request, participant: Participant) -> Asking:
    """Put a request to one person, if their choices say "ask me" to it.

    Raises NotAsked when any part is yes already or no, TooLate when it is not open.
    """
    if not is_open(request):
        raise TooLate
    value = preference_queries.choices_of(preference_queries.current(participant))
    results = {found.result for found in judge(value, request, timezone.now())}
    if results != {Result.ASK}:
        raise NotAsked
    asking = Asking.objects.create(request=request, participant=participant)
    audit.record(
        kind="request.asked",
        participant_id=participant.pk,
        body={"request": request.code, "text_version": request.text_version},
    )
    tell_of(asking)
    return asking


@transaction.atomic
def answer(
    *, asking: Asking, answer: Asking.Answer, by: Account, authority: Authority
) -> Asking:
    """Take a person's answer; a yes becomes a grant and every place is told.

    Raises NotYours without a right to choose for the person, TooLate when the
    request has ended, AlreadyAnswered for another answer than the first; the same
    once more changes nothing. Silence stays a no.
    """
    participant = Participant.objects.select_for_update().get(pk=asking.participant_id)
    asking = Asking.objects.select_related("request__organization").get(pk=asking.pk)
    _require_right(participant, by, authority)
    if asking.answer == answer and asking.answered_by_id == by.pk:
        return asking
    if asking.answer:
        raise AlreadyAnswered
    if not is_open(asking.request):
        raise TooLate
    asking.answer, asking.answered_at, asking.answered_by = answer, timezone.now(), by
    asking.sealed_talk_reach = ""
    if answer == Asking.Answer.YES:
        asking.grant = _grant(asking, by)
    asking.save()
    audit.record(
        kind="request.answered",
        participant_id=participant.pk,
        body={"request": asking.request.code, "asking": asking.pk, "by": by.pk},
    )
    if asking.grant is not None:
        preferences.tell_again(
            participant=participant,
            cause=LinkVersion.Cause.GRANT,
            change=LinkVersion.Change.WIDENED,
        )
    return asking


@transaction.atomic
def ask_to_talk(
    *, asking: Asking, reach: str, by: Account, authority: Authority
) -> Asking:
    """Keep that the person wants to talk first, and how to reach them, sealed.

    It is no answer: until there is one, it counts as no. Raises as `answer` does.
    """
    participant = Participant.objects.select_for_update().get(pk=asking.participant_id)
    asking = Asking.objects.select_related("request").get(pk=asking.pk)
    _require_right(participant, by, authority)
    if asking.answer:
        raise AlreadyAnswered
    if not is_open(asking.request):
        raise TooLate
    asking.talk_asked_at = timezone.now()
    asking.sealed_talk_reach = seal(reach)
    asking.save(update_fields=["talk_asked_at", "sealed_talk_reach"])
    audit.record(
        kind="request.talk_asked",
        participant_id=participant.pk,
        body={"request": asking.request.code, "asking": asking.pk, "by": by.pk},
    )
    return asking


def read_reach(*, asking: Asking, by: Account) -> str:
    """Open for staff how to reach the person; the log says that they read it."""
    audit.record(
        kind="request.reach_read",
        participant_id=asking.participant_id,
        body={"asking": asking.pk, "by": by.pk},
    )
    return unseal(asking.sealed_talk_reach) if asking.sealed_talk_reach else ""


@transaction.atomic
def take_back(*, asking: Asking, by: Account, authority: Authority) -> Asking:
    """End the grant that a yes gave; the places hear of it as a narrowing."""
    participant = Participant.objects.select_for_update().get(pk=asking.participant_id)
    _require_right(participant, by, authority)
    asking = Asking.objects.select_related("grant").get(pk=asking.pk)
    if asking.grant and grant_services.end(grants=[asking.grant], cause="taken back"):
        preferences.tell_again(
            participant=participant,
            cause=LinkVersion.Cause.GRANT,
            change=LinkVersion.Change.NARROWED,
        )
    return asking


def _require_right(participant: Participant, by: Account, authority: Authority) -> None:
    if not Authority.objects.to_choose().held(authority, by, participant).exists():
        raise NotYours


def is_open(request: Request) -> bool:
    """Tell whether an answer would still count."""
    return request.state == Request.State.OPEN and request.answer_by > timezone.now()


def _grant(asking: Asking, by: Account) -> Grant:
    request = asking.request
    return grant_services.give(
        grant=Grant(
            participant_id=asking.participant_id,
            organization=request.organization,
            request_code=request.code,
            text_version=request.text_version,
            study=request.study,
            kinds=request.kinds,
            topic=request.topic,
            diseases=request.diseases,
            is_tools=request.is_tools,
            is_commercial=request.is_commercial,
            ways=request.ways,
            places=request.places,
            given_by=by,
            until=request.use_until,
        )
    )
