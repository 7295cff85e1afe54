from datetime import timedelta

import pytest
from django.utils import timezone

from consent.audit.models import LogEntry
from consent.errors import NotYours
from consent.helping import errors, queries, services
from consent.helping.models import HelperInvitation
from consent.notifications.models import Letter
from consent.participants import tries
from consent.participants.models import Authority
from tests.helping.conftest import make_helper

LOOK = Authority.Kind.HELPER_VIEW
CHOOSE = Authority.Kind.HELPER_CHOOSE


def invite(person, *, by=None, kind=LOOK, until=None):
    return services.invite(
        participant=person.participant,
        kind=kind,
        helps_until=until,
        by=by or person.account,
    )


def rights_of(account, participant):
    held = Authority.objects.current().filter(account=account, participant=participant)
    return set(held.values_list("kind", flat=True))


def make_late(invitation):
    past = timezone.now() - timedelta(minutes=1)
    HelperInvitation.objects.filter(pk=invitation.pk).update(expires_at=past)


def test_code_alone_gives_nothing(ana, mei):
    made = invite(ana)

    services.accept(code=made.code, by=mei.account)

    assert rights_of(mei.account, ana.participant) == set()


def test_yes_of_the_person_makes_the_helper(ana, mei):
    authority = make_helper(ana, mei, CHOOSE)

    assert rights_of(mei.account, ana.participant) == {CHOOSE}
    assert authority.may_choose
    assert not authority.may_manage


def test_code_is_read_however_it_is_typed(ana, mei):
    made = invite(ana)
    typed = made.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert services.accept(code=typed, by=mei.account) == made.invitation


def test_only_the_hash_of_the_code_is_kept(ana):
    made = invite(ana)

    kept = HelperInvitation.objects.values().get()
    assert made.code not in str(kept)
    assert made.code.replace("-", "") not in str(kept)


def test_wrong_used_ended_and_late_codes_get_the_same_answer(ana, ben, mei):
    used, ended, late = invite(ana), invite(ana), invite(ana)
    services.accept(code=used.code, by=mei.account)
    services.end_invitation(invitation=ended.invitation, by=ana.account)
    make_late(late.invitation)

    said = []
    for code in ("0000-0000-0000", used.code, ended.code, late.code):
        with pytest.raises(errors.HelperCodeUnknown) as refused:
            services.accept(code=code, by=ben.account)
        said.append(str(refused.value))

    assert len(set(said)) == 1


def test_too_many_wrong_codes_stop_also_the_right_one(ana, mei):
    made = invite(ana)
    for _ in range(tries.MOST):
        with pytest.raises(errors.HelperCodeUnknown):
            services.accept(code="0000-0000-0000", by=mei.account)

    with pytest.raises(tries.TooManyTries):
        services.accept(code=made.code, by=mei.account)


def test_wrong_codes_of_one_account_do_not_stop_another(ana, ben, mei):
    made = invite(ana)
    for _ in range(tries.MOST):
        tries.count_wrong(by=ben.account)

    assert services.accept(code=made.code, by=mei.account) == made.invitation


def test_accepting_twice_is_once(ana, mei):
    made = invite(ana)
    services.accept(code=made.code, by=mei.account)

    services.accept(code=made.code, by=mei.account)

    assert LogEntry.objects.filter(kind="helper.accepted").count() == 1


def test_nobody_helps_themselves(ana):
    made = invite(ana)

    with pytest.raises(errors.AlreadyChooses):
        services.accept(code=made.code, by=ana.account)


def test_guardian_needs_no_code(ana, leo, for_leo):
    made = services.invite(participant=leo, kind=LOOK, helps_until=None, by=ana.account)

    with pytest.raises(errors.AlreadyChooses):
        services.accept(code=made.code, by=ana.account)


def test_confirming_twice_gives_one_helper(ana, mei):
    made = invite(ana)
    services.accept(code=made.code, by=mei.account)

    first = services.confirm(invitation=made.invitation, by=ana.account)
    second = services.confirm(invitation=made.invitation, by=ana.account)

    assert first == second


def test_unused_code_cannot_be_confirmed(ana):
    made = invite(ana)

    with pytest.raises(errors.InvitationOver):
        services.confirm(invitation=made.invitation, by=ana.account)


@pytest.mark.parametrize("how", ["late", "ended", "step_back"])
def test_invitation_that_is_over_cannot_be_confirmed(how, ana, mei):
    made = invite(ana)
    services.accept(code=made.code, by=mei.account)
    if how == "late":
        make_late(made.invitation)
    else:
        by = ana.account if how == "ended" else mei.account
        services.end_invitation(invitation=made.invitation, by=by)

    with pytest.raises(errors.InvitationOver):
        services.confirm(invitation=made.invitation, by=ana.account)
    assert rights_of(mei.account, ana.participant) == set()


def test_removed_helper_cannot_come_back_by_the_old_yes(ana, mei):
    made = invite(ana)
    services.accept(code=made.code, by=mei.account)
    authority = services.confirm(invitation=made.invitation, by=ana.account)
    services.end_help(authority=authority, by=ana.account)

    with pytest.raises(errors.InvitationOver):
        services.confirm(invitation=made.invitation, by=ana.account)


def test_somebody_elses_invitation_cannot_be_touched(ana, ben, mei):
    made = invite(ana)
    services.accept(code=made.code, by=mei.account)

    with pytest.raises(NotYours):
        services.confirm(invitation=made.invitation, by=ben.account)
    with pytest.raises(NotYours):
        services.confirm(invitation=made.invitation, by=mei.account)
    with pytest.raises(NotYours):
        services.end_invitation(invitation=made.invitation, by=ben.account)


def test_helper_who_chooses_adds_and_removes_no_helpers(ana, ben, mei):
    make_helper(ana, mei, CHOOSE)
    other = make_helper(ana, ben)

    with pytest.raises(NotYours):
        invite(ana, by=mei.account)
    with pytest.raises(NotYours):
        services.end_help(authority=other, by=mei.account)


def test_guardian_is_removed_by_nobody_here(leo, for_leo, ana):
    child = Authority.objects.get(participant=leo, kind=Authority.Kind.SELF)

    for by in (child.account, ana.account):
        with pytest.raises(NotYours):
            services.end_help(authority=for_leo, by=by)


def test_own_right_cannot_be_removed(ana):
    with pytest.raises(NotYours):
        services.end_help(authority=ana, by=ana.account)


@pytest.mark.parametrize("who", ["person", "helper"])
def test_help_ends_at_once_by_either(who, ana, mei):
    authority = make_helper(ana, mei)

    by = ana.account if who == "person" else mei.account
    services.end_help(authority=authority, by=by)
    services.end_help(authority=authority, by=by)

    assert rights_of(mei.account, ana.participant) == set()
    assert LogEntry.objects.filter(kind="helper.removed").count() == 1


def test_new_right_replaces_the_older_one(ana, mei):
    make_helper(ana, mei, CHOOSE)

    make_helper(ana, mei, LOOK)

    assert rights_of(mei.account, ana.participant) == {LOOK}


def test_help_with_an_end_ends_then(ana, mei):
    until = timezone.now() + timedelta(days=31)
    authority = make_helper(ana, mei, until=until)
    assert authority.ends_at == until

    Authority.objects.filter(pk=authority.pk).update(
        starts_at="2020-01-01T00:00Z", ends_at="2021-01-01T00:00Z"
    )

    assert rights_of(mei.account, ana.participant) == set()


def test_both_get_letters_and_the_log_names_no_one(ana, mei):
    authority = make_helper(ana, mei)
    services.end_help(authority=authority, by=ana.account)

    letters = set(Letter.objects.values_list("account", "kind"))
    kinds = (Letter.Kind.HELPER_ADDED, Letter.Kind.HELPER_REMOVED)
    assert letters == {
        (who.pk, kind) for who in (ana.account, mei.account) for kind in kinds
    }
    entries = LogEntry.objects.filter(kind__startswith="helper.")
    assert [entry.kind for entry in entries.order_by("pk")] == [
        *("helper.invited", "helper.accepted", "helper.added", "helper.removed")
    ]
    assert not any("Mei" in entry.body or "@" in entry.body for entry in entries)


def test_codes_that_wait_are_few(ana):
    for _ in range(services.MOST_WAITING):
        invite(ana)

    with pytest.raises(errors.TooManyInvitations):
        invite(ana)
    assert queries.waiting_for(ana.participant).count() == services.MOST_WAITING


@pytest.mark.parametrize("kind", [Authority.Kind.SELF, Authority.Kind.GUARDIAN])
def test_code_makes_nobody_more_than_a_helper(kind, ana):
    with pytest.raises(NotYours):
        invite(ana, kind=kind)
