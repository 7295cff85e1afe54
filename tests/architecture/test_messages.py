"""What holds for every translation."""

import json

import pytest
from django.conf import settings

from portal.messages import catalogs
from portal.messages.extracting import find_messages
from tests import pseudo

FOLDER = settings.BASE_DIR / "locale"


@pytest.fixture(params=catalogs.LANGUAGES)
def catalog(request):
    return catalogs.read_catalog(FOLDER, request.param)


def test_translations_name_the_same_values_and_marks(catalog):
    faults = [
        fault
        for message in catalogs.messages_of(catalog)
        for fault in catalogs.faults_of(message)
    ]

    assert faults == []


def test_compiled_catalog_is_the_one_that_was_written(catalog):
    path = catalogs.po_path(FOLDER, str(catalog.locale)).with_suffix(".mo")

    assert path.read_bytes() == catalogs.as_mo(catalog)


def test_coverage_is_what_the_catalogs_hold(catalog):
    told = json.loads((FOLDER / catalogs.COVERAGE).read_text())

    assert told[str(catalog.locale)] == catalogs.coverage_of(catalog)


def test_words_of_pages_code_and_vocabulary_are_found():
    found = {one.message for one in find_messages(settings.BASE_DIR)}

    assert "Skip to main content" in found
    assert "Share with no one" in found
    assert "Finland" in found
    assert ("%(n)s change", "%(n)s changes") in found


def test_words_for_institutions_stay_english():
    paths = {one.path for one in find_messages(settings.BASE_DIR)}

    assert not any(
        path.startswith(("templates/org/", "consent/api/")) for path in paths
    )


def test_made_up_languages_keep_values_and_are_longer():
    text = pseudo.translated("Hello %(name)s, <b>see</b> {n}", pseudo.longer)

    assert text == "Helloäää %(name)s, <b>seeää</b> {n}"


def test_made_up_languages_are_whole(tmp_path):
    pseudo.write_catalogs(tmp_path)

    coverage = json.loads((tmp_path / catalogs.COVERAGE).read_text())
    for one in coverage.values():
        assert one["translated"] == one["messages"]
