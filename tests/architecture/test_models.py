"""Every model takes a side: history that only grows, or state that may change."""

import pytest
from django.apps import apps

from consent.append_only import AppendOnly, AppendOnlyError

LEDGERS = {
    "AccessEvent",
    "Confirmation",
    "DecisionRecord",
    "DeliveryAttempt",
    "FeedEntry",
    "LinkVersion",
    "LogEntry",
    "NoticeVersion",
    "PlaceSet",
    "Preference",
    "Residue",
    "UnmatchedReport",
}
MUTABLE = {
    "Account",
    "Alarm",
    "Ask",
    "Asking",
    "Authority",
    "Awaited",
    "CallRequest",
    "Closure",
    "Credential",
    "CurrentPreference",
    "DataFile",
    "Delivery",
    "Disease",
    "Dispute",
    "FeedHead",
    "FirstSteps",
    "Grant",
    "HelperInvitation",
    "Invitation",
    "Lane",
    "Letter",
    "LetterChoice",
    "Link",
    "Membership",
    "Organization",
    "Participant",
    "Partnership",
    "Platform",
    "PlatformHealth",
    "Request",
    "Sighting",
    "SigningSecret",
    "Timing",
    "TimingMark",
}


def models() -> list[type]:
    return [
        model
        for model in apps.get_app_config("consent").get_models()
        if not model._meta.auto_created
    ]


def test_every_model_takes_a_side():
    names = {model.__name__ for model in models()}

    assert names == LEDGERS | MUTABLE
    assert not LEDGERS & MUTABLE


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_ledgers_are_append_only(model):
    is_ledger = model.__name__ in LEDGERS

    assert issubclass(model, AppendOnly) is is_ledger


@pytest.mark.parametrize("name", sorted(LEDGERS))
def test_ledger_refuses_change_before_it_reaches_the_database(name):
    model = apps.get_model("consent", name)
    row = model()
    row._state.adding = False

    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(AppendOnlyError):
        row.delete()
    with pytest.raises(AppendOnlyError):
        model.objects.all().delete()
    with pytest.raises(AppendOnlyError):
        model.objects.update(pk=1)
    with pytest.raises(AppendOnlyError):
        model.objects.bulk_update([], [])


def test_every_model_says_what_it_is():
    silent = {model.__name__ for model in models() if not (model.__doc__ or "").strip()}

    assert silent == set()
