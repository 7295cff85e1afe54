"""One platform, put together from its parts."""

from examples.platform.ambit import Ambit
from examples.platform.choices import Choices
from examples.platform.comparisons import Comparer
from examples.platform.courier import Courier, Loop
from examples.platform.feed import Feed
from examples.platform.ledger import Ledger
from examples.platform.releases import Desk
from examples.platform.settings import Settings
from examples.platform.store import Store
from examples.platform.wishes import Wishes


class Platform:
    """The parts that the doors use, and the loops behind them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = Store(settings.data)
        self.choices = Choices(
            self.store,
            enforce_after=settings.enforce_after,
            lease_margin=settings.lease_margin,
        )
        self.ledger = Ledger(self.store)
        self.wishes = Wishes(self.store, self.ledger)
        ambit = Ambit(settings.ambit, settings.config)
        self.desk = Desk(
            store=self.store,
            choices=self.choices,
            ledger=self.ledger,
            ambit=ambit,
            config=settings.config,
            wishes=self.wishes,
        )
        self.comparer = Comparer(
            every=settings.compare_every,
            store=self.store,
            choices=self.choices,
            ledger=self.ledger,
            ambit=ambit,
        )
        feed = Feed(
            settings=settings,
            store=self.store,
            choices=self.choices,
            ledger=self.ledger,
            ambit=ambit,
            comparer=self.comparer,
        )
        self.courier = Courier(
            settings=settings,
            store=self.store,
            choices=self.choices,
            ledger=self.ledger,
            ambit=ambit,
            desk=self.desk,
            feed=feed,
            wishes=self.wishes,
        )
        self.loops: dict[str, Loop] = self.courier.loops()

    def start(self) -> None:
        for loop in self.loops.values():
            loop.start()

    def stop(self) -> None:
        """Let running work finish; what is not done yet is in the store."""
        for loop in self.loops.values():
            loop.stop()
        self.store.close()
