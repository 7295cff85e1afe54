"""Set the stage of the tour."""

import os
from typing import Any

from django.core.management.base import BaseCommand

from consent.demo import handover, seed
from consent.demo.cast import PLACES
from consent.organizations.models import Platform


class Command(BaseCommand):
    """Run as the owner; a stage that is set stays as it is."""

    help = "Makes the demo's people, places and past, and the files its platforms read."

    def handle(self, *_args: Any, **_options: Any) -> None:
        first_port = int(os.environ.get("DEMO_PORT", "8801"))
        endpoints = handover.endpoints(first_port)
        if Platform.objects.filter(code=PLACES[0].code).exists():
            seed.move_places(endpoints=endpoints)
        else:
            seed.set_stage(endpoints=endpoints)
        handover.hand_over(first_port=first_port)
        self.stdout.write("The demo is ready.")
