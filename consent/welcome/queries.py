"""Reading how far a new person has come."""

from consent.participants.models import Account
from consent.welcome.models import FirstSteps


def steps_of(account: Account) -> FirstSteps:
    """Give the account's first steps; unsaved, with nothing done, before the first."""
    found = FirstSteps.objects.filter(account=account).first()
    return found or FirstSteps(account=account)


def open_steps(account: Account, *, has_chosen: bool) -> int:
    """Count the steps that home may remind of: none once they were put away.

    Who has chosen without ever beginning them needs none of them.
    """
    steps = steps_of(account)
    if steps.hidden_at is not None or (has_chosen and steps.pk is None):
        return 0
    done = [steps.reached_at, steps.who_at, steps.understood_at]
    return sum(at is None for at in done) + (0 if has_chosen else 2)
