"""Run one dispatcher."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from consent.supervision.dispatcher import Dispatcher


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT; any number may run side by side."""

    help = "Rings for deliveries that are due, and delivers by itself what stays due."

    def handle(self, *_args: Any, **_options: Any) -> None:
        dispatcher = Dispatcher()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, dispatcher.stop)
        dispatcher.run()
