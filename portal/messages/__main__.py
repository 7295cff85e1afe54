"""`make messages`: bring the catalogs up to date with what the pages say."""

import argparse
import sys
from pathlib import Path

from portal.messages import catalogs
from portal.messages.extracting import find_messages

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "locale"


def main() -> int:
    """Write the catalogs, or with --check only say what differs."""
    parser = argparse.ArgumentParser(prog="python -m portal.messages")
    parser.add_argument(
        "--check", action="store_true", help="change nothing; 1 if something would"
    )
    check = parser.parse_args().check
    template = catalogs.template_of(find_messages(ROOT))
    coverage, stale = {}, []
    for language in catalogs.LANGUAGES:
        before = catalogs.po_path(FOLDER, language)
        catalog = catalogs.read_catalog(FOLDER, language)
        known = {message.id for message in catalogs.messages_of(catalog)}
        catalogs.bring_up_to_date(catalog, template)
        coverage[language] = catalogs.coverage_of(catalog)
        if known != {message.id for message in catalogs.messages_of(catalog)}:
            stale.append(str(before.relative_to(ROOT)))
        if not check:
            catalogs.write(FOLDER, language, catalog)
        _say(language, coverage[language])
    if check:
        return _tell_stale(stale)
    catalogs.write_coverage(FOLDER, coverage)
    return 0


def _say(language: str, coverage: dict[str, object]) -> None:
    sys.stdout.write(
        f"{language}: {coverage['translated']} of {coverage['messages']} messages\n"
    )


def _tell_stale(stale: list[str]) -> int:
    for path in stale:
        sys.stderr.write(f"{path} does not know what the pages say: make messages\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
