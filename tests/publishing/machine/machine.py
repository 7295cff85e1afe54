"""Two places, two people, and every move that a busy, faulty world can make."""

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from consent.links.models import Link
from consent.outbound.postman import Reply
from consent.preferences import services as preferences
from consent.preferences.queries import current
from consent.publishing.models import Urgency
from consent.publishing.services import Enforced, acknowledge
from consent.vocabulary.levels import Level
from tests import people
from tests.publishing.machine import laws, post
from tests.publishing.machine.place import Place
from tests.publishing.rows import make_platform, make_secret

WHO = st.integers(0, 1)
WHERE = st.integers(0, 1)
LEVEL = st.sampled_from([Level.WIDE, Level.HEALTH, Level.ASK, Level.NONE])
AHEAD = st.integers(1, 10**6)
ENDS = ["answered", "answered", "answered", "invented", "503", "timeout"]
TURNS_UNTIL_QUIET = 40


class Propagation(RuleBasedStateMachine):
    """Each example is a transaction of its own that is rolled back at its end."""

    letters = Bundle("letters")

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.lost: set[str] = set()
        self.posted: list[post.Posted] = []
        self.is_broken = False

    @initialize(is_batched=st.booleans())
    def begin(self, *, is_batched: bool) -> None:
        self.people = [people.make_person(name) for name in ("Ana", "Ben")]
        self.places = [make_place(1), make_place(3 if is_batched else 1)]
        for place in self.places:
            for person in self.people:
                self.join(place=place, person=person)

    # --- People

    @rule(who=WHO, level=LEVEL)
    def choose(self, who, level) -> None:
        authority = self.people[who]
        known = current(authority.participant)
        people.choose(authority, level, replacing=known.version if known else None)

    @rule(who=WHO, where=WHERE, is_tired=st.sampled_from([False, False, True]))
    def join_or_leave(self, who, where, is_tired) -> None:
        authority, place = self.people[who], self.places[where]
        if is_tired and self.active(authority, place).exists():
            preferences.leave(
                participant=authority.participant,
                platform=place.platform,
                by=authority.account,
            )
        else:
            self.join(place=place, person=authority)

    # --- Workers

    @rule(target=letters, where=WHERE, most=st.integers(1, 4))
    def claim(self, where, most):
        place = self.places[where]
        found = [
            posted
            for urgency in Urgency
            for posted in post.claim(place, urgency, most=most)
        ]
        self.posted += found
        return multiple(*found)

    @rule(posted=letters, enforces=st.booleans())
    def arrive(self, posted, enforces) -> None:
        """Also a second time, and long after its worker gave it up or died."""
        posted.arrive(enforces=enforces)

    @rule(posted=letters, how=st.sampled_from(ENDS), ahead=AHEAD)
    def finish(self, posted, how, ahead) -> None:
        """Write down what came of a letter; a failure says nothing about its arrival."""
        if how == "answered" and posted.reply is None:
            posted.arrive(enforces=False)
        replies = {
            "answered": posted.reply,
            "invented": posted.invention(ahead),
            "503": Reply(status=503),
            "timeout": Reply(error="timeout"),
        }
        posted.finish(replies[how])

    @rule(is_dead=st.booleans(), is_later=st.booleans())
    def pass_time(self, is_dead, is_later) -> None:
        """Let claims run out, as if their workers had died, or waits be over."""
        if is_dead:
            post.lapse_claims()
        if is_later:
            post.pass_waits()

    # --- Platforms

    @rule(where=WHERE, times=st.integers(1, 2))
    def acknowledge(self, where, times) -> None:
        place = self.places[where]
        for subject in place.held:
            place.enforce(subject)
        for _ in range(times):
            said = acknowledge(
                platform=place.platform,
                enforced=[Enforced(*held) for held in place.held.items()],
            )
            assert said.accepted == post.count_issued(place)

    @rule(where=WHERE, ahead=AHEAD)
    def acknowledge_inventions(self, where, ahead) -> None:
        """Confirm what was never issued, and what another platform was told."""
        place, other = self.places[where], self.places[1 - where]
        said = acknowledge(
            platform=place.platform,
            enforced=[
                Enforced(subject, post.newest(subject) + ahead)
                for subject in place.held
            ]
            + [Enforced(*pair) for pair in other.held.items()],
        )
        assert said.accepted == 0

    # --- Laws

    @invariant()
    def holds(self) -> None:
        faults = laws.broken(getattr(self, "places", []), lost=self.lost)
        # After a broken law there is nothing left to find out at the end.
        self.is_broken = bool(faults)
        assert not faults, faults

    def teardown(self) -> None:
        try:
            if hasattr(self, "places") and not self.is_broken:
                self.settle()
        finally:
            connection.set_rollback(True)
            self.example.__exit__(None, None, None)

    # --- Inside

    def join(self, *, place, person) -> None:
        links = Link.objects.open().filter(
            participant=person.participant, platform=place.platform
        )
        if not links.exists():
            preferences.join(
                participant=person.participant,
                platform=place.platform,
                by=person.account,
            )

    def compare_all(self) -> None:
        """Let every platform say what it holds, as it does each night."""
        for place in self.places:
            self.lost -= post.compare(place)

    def active(self, person, place):
        return Link.objects.filter(
            participant=person.participant,
            platform=place.platform,
            state=Link.State.ACTIVE,
        )

    def settle(self) -> None:
        """Let everything that is due arrive and be answered; then all must know."""
        if self.lost or not post.is_agreed():
            self.compare_all()
        for _ in range(TURNS_UNTIL_QUIET):
            if post.is_settled():
                break
            post.lapse_claims()
            post.pass_waits()
            for place in self.places:
                for urgency in Urgency:
                    for posted in post.claim(place, urgency):
                        posted.arrive(enforces=True)
                        posted.finish(posted.reply)
        self.holds()
        faults = [fault for place in self.places for fault in laws.unknown(place)]
        assert not faults, faults


def make_place(batch_size: int) -> Place:
    secret = make_secret()
    url = f"https://place-{secret[-12:-4].encode().hex()}.example.org/hook"
    return Place(make_platform(url, secret, batch_size=batch_size), secret)
