"""Load diseases: the built-in few hundred, or a MONDO release file."""

import csv
import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consent.diseases import services
from consent.diseases.models import Disease
from consent.diseases.services import DiseaseLine
from consent.errors import Invalid
from consent.vocabulary.diseases import RELEASE, built_in_diseases

SEPARATOR = "|"


class Command(BaseCommand):
    """Loading the same release again changes nothing; diseases are never removed."""

    help = (
        "Loads a tab-separated MONDO file (id, label, parents), or the built-in list."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="*.tsv or *.tsv.gz")
        parser.add_argument("--release", default="", help="e.g. mondo-2024-07")
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing when some are loaded."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path | None = options["file"]
        if options["if_empty"] and Disease.objects.exists():
            self.stdout.write("Diseases are loaded already.")
            return
        release = options["release"] or (_stem(path) if path else RELEASE)
        try:
            lines = _read(path) if path else _builtin()
            count = services.load(lines=lines, release=release)
        except (OSError, KeyError, csv.Error, Invalid) as error:
            raise CommandError(f"Nothing was loaded: {error}") from error
        self.stdout.write(f"{count} diseases of {release} are loaded.")


def _read(path: Path) -> list[DiseaseLine]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        return list(_lines(file))


def _lines(file: TextIO) -> Iterator[DiseaseLine]:
    for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
        parents = filter(None, row["parents"].split(SEPARATOR))
        yield DiseaseLine(row["id"], row["label"], tuple(parents))


def _builtin() -> Iterable[DiseaseLine]:
    return (
        DiseaseLine(disease.code, disease.label, disease.parents)
        for disease in built_in_diseases().values()
    )


def _stem(path: Path) -> str:
    return path.name.removesuffix(".gz").removesuffix(".tsv")
