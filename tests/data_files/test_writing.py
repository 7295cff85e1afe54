"""A file holds all of a person's own data, and nothing of anybody else."""

import csv
import io
import json
import zipfile
from datetime import timedelta

from django.utils import timezone

from consent.data_files import making, services
from consent.data_files.models import DataFile
from consent.requests.models import Asking, Request
from consent.vocabulary.levels import Level
from tests import people

Format = DataFile.Format
NAMES = (
    "choices",
    "changes",
    "uses",
    "requests",
    "places",
    "asks",
    "messages",
    "letters",
)


def tables(content: bytes) -> dict[str, list[list[str]]]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {
        name.removesuffix(".csv"): list(
            csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig")))
        )
        for name in archive.namelist()
        if name.endswith(".csv")
    }


def test_csv_has_a_table_of_each_kind(made):
    found = tables(made(Format.CSV))

    assert set(found) == set(NAMES)
    assert ["How much I share", "", "Share widely"] in found["choices"]
    assert len(found["changes"]) == 2
    assert found["uses"][1][2] == "Northfield Hospital"
    assert found["places"][1][0] == "Lakeside"


def test_spreadsheets_run_nothing_that_others_wrote(made):
    found = tables(made(Format.CSV))

    assert "'=1+1 gene changes" in found["uses"][1]
    assert not [
        cell
        for rows in found.values()
        for row in rows
        for cell in row
        if cell.startswith(("=", "+", "-", "@"))
    ]


def test_json_has_the_same_and_the_choices_as_they_are_kept(made):
    found = json.loads(made(Format.JSON))

    assert set(NAMES) <= found.keys()
    assert found["choices_now"]["topics"]["health"] == "yes"
    assert found["uses"][0]["why"] == "=1+1 gene changes"


def test_pdf_is_tagged(made):
    content = made(Format.PDF)

    assert content.startswith(b"%PDF-")
    assert b"pdfuaid" in content


def test_pdf_is_made_also_where_a_font_lacks_letters(made, lakeside):
    lakeside.platform.name = "\u65e5\u672c\U00012000"
    lakeside.platform.save()

    assert made(Format.PDF).startswith(b"%PDF-")


def test_nothing_of_others_is_in_a_file(ana, ben, made, library):
    people.choose(ben, Level.NONE)

    text = made(Format.JSON).decode()

    assert "Ben" not in text
    assert ben.account.email not in text
    assert "Library" not in text


def test_somebody_without_any_data_gets_a_file_too(ben):
    for kind in Format:
        file = services.ask(
            participant=ben.participant, format=kind, by=ben.account, authority=ben
        )

        assert making.make(file.pk)


def test_requests_are_told_with_what_was_answered(made, ana, hospital):
    request = Request.objects.create(
        code="hearts",
        organization=hospital,
        study="hearts",
        title="A study of hearts",
        summary="We study hearts.",
        kinds=["gene"],
        topic="health",
        ways=["visit"],
        places=["FI"],
        use_until=timezone.now() + timedelta(days=90),
        answer_by=timezone.now() + timedelta(days=9),
        state=Request.State.OPEN,
    )
    Asking.objects.create(request=request, participant=ana.participant)

    row = json.loads(made(Format.JSON))["requests"][0]

    assert row["title"] == "A study of hearts"
    assert row["answer"] == "Waiting for you"
