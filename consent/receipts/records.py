"""A receipt as ISO/IEC TS 27560 has it, in the terms of DPV 2.3."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from consent.links.models import Link
from consent.organizations.queries import names_of
from consent.participants.models import Authority
from consent.preferences.models import Preference
from consent.preferences.queries import choices_of
from consent.receipts.linked_data import address, context, instant
from consent.receipts.processes import (
    Process,
    personal_data,
    processes_of,
    purposes_in_words_of_duo,
    recipient,
)
from consent.receipts.sealing import sealed
from consent.vocabulary.answers import Answer
from consent.vocabulary.choices import Choices

SCHEMA: Final = "https://w3id.org/dpv/schema/dpv-27560"
ACTED_AS: Final = {
    Authority.Kind.GUARDIAN: "dpv:GuardianOfDataSubject",
    Authority.Kind.HELPER_CHOOSE: "dpv:Representative",
    Authority.Kind.STAFF_ASSISTED: "dpv:Representative",
}


def receipt_of(
    preference: Preference, previous: Preference | None, places: Sequence[Link]
) -> dict[str, Any]:
    """Write the receipt of one version, sealed; the same facts give the same bytes.

    It names no person and no condition: who holds it learns neither. `places` are
    the links of that moment, with platform and organization.
    """
    number = str(preference.number)
    at = instant(preference.recorded_at)
    receipt = {
        "@context": context(),
        "@id": address(f"/verify/receipts/{number}"),
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": f"{SCHEMA}#receipt",
        "dct:identifier": number,
        "dpv:hasIdentifier": number,
        "dct:created": at,
        "dpv:hasRecordOfActivity": [_record(preference, previous, places)],
        "ambit:choices": preference.value,
        "ambit:leavesOut": "Conditions that the person may have named.",
    }
    return sealed(receipt, preference.digest)


def _record(
    preference: Preference, previous: Preference | None, places: Sequence[Link]
) -> dict[str, Any]:
    choices = _choices(preference)
    processes = processes_of(choices)
    number = str(preference.number)
    names = names_of(choices.organizations)
    written = [_process(one, preference, choices, places, names) for one in processes]
    # A record has a process even where nothing is shared: keeping to the choice.
    written = written or [_frame(preference, choices, places)]
    return {
        "@id": address(f"/verify/records/{number}"),
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": f"{SCHEMA}#record",
        "dct:identifier": number,
        "dpv:hasIdentifier": number,
        "dpv:hasDataSubject": f"urn:uuid:{number}",
        "dpv:hasNotice": [
            {
                "@type": "dpv:ConsentNotice",
                "@id": address(f"/words/#{preference.notice.code}"),
                "dct:identifier": preference.notice.code,
                "dct:language": preference.notice.language,
            }
        ],
        "dpv:hasProcess": written,
        "dpv:hasLegalBasis": "dpv:ExplicitlyExpressedConsent",
        "dpv:hasConsentStatus": [
            {
                "@type": _status(processes, previous),
                "dpv:isIndicatedAtTime": instant(preference.recorded_at),
                "dpv:isIndicatedBy": ACTED_AS.get(
                    Authority.Kind(preference.authority.kind), f"urn:uuid:{number}"
                ),
                "dpv:hasDuration": _duration(choices.until),
            }
        ],
    }


def _process(
    process: Process,
    preference: Preference,
    choices: Choices,
    places: Sequence[Link],
    names: dict[str, str],
) -> dict[str, Any]:
    return {
        **_frame(preference, choices, places),
        "ambit:answer": process.answer.code,
        "dpv:hasPurpose": purposes_in_words_of_duo(process.topics),
        "dpv:hasPersonalData": [personal_data(process.kind)],
        "dpv:hasRecipient": [recipient(name, names) for name in process.recipients],
    }


def _frame(
    preference: Preference, choices: Choices, places: Sequence[Link]
) -> dict[str, Any]:
    """Say what holds for every process: who keeps data, how long, and what one can do."""
    months = choices.months
    return {
        "@type": "dpv:Process",
        "dpv:hasDataController": [_place(link) for link in places] or [_ourselves()],
        "dpv:hasStorageCondition": {
            "@type": "dpv:StorageDuration",
            "dpv:hasDuration": _duration(choices.until, months),
        },
        "dpv:hasJurisdiction": f"loc:{preference.participant.country}",
        "dpv:hasConsentControl": {
            "@type": "dpv:WithdrawConsent",
            "dpv:isExercisedAt": address(reverse("editor:edit")),
        },
        "dpv:hasRight": [
            {
                "@type": "dpv:DataSubjectRight",
                "dpv:isExercisedAt": address("/my-data/"),
            }
        ],
    }


def _place(link: Link) -> dict[str, Any]:
    organization = link.platform.organization
    identifier = organization.ror or f"ambit:{organization.code}"
    place = {
        "@type": "dpv:DataController",
        "dct:identifier": identifier,
        "dpv:hasName": organization.name,
        "dct:title": link.platform.name,
        "ambit:legalEffect": link.legal_effect,
    }
    contact = organization.privacy_contact
    return {**place, "dpv:hasContact": contact} if contact else place


def _ourselves() -> dict[str, Any]:
    return {
        "@type": "dpv:DataController",
        "dct:identifier": settings.BASE_URL,
        "dpv:hasName": "Ambit",
        "dpv:hasContact": address("/help/"),
    }


def _status(processes: Sequence[Process], previous: Preference | None) -> str:
    """Name what happened: given, put off until asked, refused, or taken back."""
    answers = {process.answer for process in processes}
    before = processes_of(_choices(previous)) if previous else []
    had = {process.answer for process in before}
    if Answer.YES in answers:
        return "dpv:RenewedConsentGiven" if Answer.YES in had else "dpv:ConsentGiven"
    if Answer.ASK in answers:
        return "dpv:ConsentRequestDeferred"
    return "dpv:ConsentWithdrawn" if had else "dpv:ConsentRefused"


def _duration(until: datetime | None, months: int | None = None) -> dict[str, Any]:
    if months is not None:
        return {"@type": "dpv:TemporalDuration", "rdf:value": f"P{months}M"}
    if until is not None:
        return {"@type": "dpv:UntilTimeDuration", "rdf:value": instant(until)}
    words = "Until the person changes it"
    return {"@type": "dpv:UntilEventDuration", "rdf:value": words}


def _choices(preference: Preference) -> Choices:
    choices = choices_of(preference)
    if choices is None:
        raise ValueError("a preference always has choices")
    return choices
