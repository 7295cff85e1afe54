"""Go on safely after the database was restored to an earlier moment."""

from argparse import ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consent.errors import Invalid
from consent.publishing import restore


class Command(BaseCommand):
    """Run once after a restore, before any other program is started."""

    help = (
        "Begins every feed anew and asks each platform what it holds; until it has"
        " answered, its lease does not renew and nothing wider is sent to it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to",
            required=True,
            type=_instant,
            help="The moment of the backup, e.g. 2026-11-23T07:00:00Z",
        )
        parser.add_argument("--reason", required=True, help="For the log.")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            count = restore.begin(to=options["to"], reason=options["reason"])
        except Invalid as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{count} platforms are asked what they hold.")


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise ArgumentTypeError(
            "give a moment with its time zone, e.g. 2026-11-23T07:00:00Z"
        )
    return instant
