"""Two places, three people, and every move that a busy, faulty world can make."""

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
from consent.preferences import services as preferences
from consent.preferences.queries import current
from consent.publishing.models import Urgency
from consent.publishing.postman import Reply
from consent.publishing.services import Enforced, acknowledge
from consent.vocabulary.levels import Level
from tests import people
from tests.publishing.machine import laws, post
from tests.publishing.machine.place import Place
from tests.publishing.rows import make_platform, make_secret

WHO = st.integers(0, 2)
WHERE = st.integers(0, 1)
LEVEL = st.sampled_from([Level.WIDE, Level.HEALTH, Level.ASK, Level.NONE])
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

    @initialize(is_batched=st.booleans())
    def begin(self, *, is_batched: bool) -> None:
        self.people = [people.make_person(name) for name in ("Ana", "Ben", "Mei")]
        self.places = [make_place(1), make_place(3 if is_batched else 1)]
        for place in self.places:
            self.join(place=place, person=self.people[0])

    # --- People

    @rule(who=WHO, level=LEVEL)
    def choose(self, who, level) -> None:
        authority = self.people[who]
        known = current(authority.participant)
        people.choose(authority, level, replacing=known.version if known else None)

    @rule(who=WHO, where=WHERE)
    def link(self, who, where) -> None:
        self.join(place=self.places[where], person=self.people[who])

    @rule(who=WHO, where=WHERE)
    def leave(self, who, where) -> None:
        authority, place = self.people[who], self.places[where]
        if self.active(authority, place).exists():
            preferences.leave(
                participant=authority.participant,
                platform=place.platform,
                by=authority.account,
            )

    # --- Workers

    @rule(
        target=letters,
        where=WHERE,
        urgency=st.sampled_from(Urgency),
        most=st.integers(1, 4),
    )
    def claim(self, where, urgency, most):
        found = post.claim(self.places[where], urgency, most=most)
        self.posted += found
        return multiple(*found)

    @rule(posted=letters, enforces=st.booleans())
    def arrive(self, posted, enforces) -> None:
        """Also a second time, and long after its worker gave it up or died."""
        posted.arrive(enforces=enforces)

    @rule(posted=letters)
    def answer(self, posted) -> None:
        if posted.reply is None:
            posted.arrive(enforces=False)
        posted.finish(posted.reply)

    @rule(posted=letters, error=st.sampled_from(["timeout", "connection", "503"]))
    def fail(self, posted, error) -> None:
        """Whether it arrived or not."""
        posted.finish(Reply(status=503) if error == "503" else Reply(error=error))

    @rule(posted=letters, ahead=st.integers(1, 10**6))
    def invent(self, posted, ahead) -> None:
        """The platform answers with a version that nobody issued."""
        posted.finish(posted.invention(ahead))

    @rule()
    def lapse(self) -> None:
        post.lapse_claims()

    @rule()
    def wait(self) -> None:
        post.pass_waits()

    # --- Platforms

    @rule(where=WHERE, is_repeated=st.booleans())
    def acknowledge(self, where, is_repeated) -> None:
        place = self.places[where]
        for subject in place.held:
            place.enforce(subject)
        for _ in range(1 + is_repeated):
            said = acknowledge(
                platform=place.platform,
                enforced=[Enforced(*held) for held in place.held.items()],
            )
            assert said.accepted == post.count_issued(place)

    @rule(where=WHERE, ahead=st.integers(1, 10**6))
    def acknowledge_inventions(self, where, ahead) -> None:
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
        assert not faults, faults

    def teardown(self) -> None:
        try:
            # After a broken law there is nothing left to find out.
            if hasattr(self, "places") and not connection.needs_rollback:
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
