"""Prove the whole path, once everything is up."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consent.demo.proof import NotProved, prove


class Command(BaseCommand):
    help = "Sends one change the whole way and prints one line about it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            self.stdout.write(str(prove()))
        except NotProved as error:
            raise CommandError(str(error)) from error
