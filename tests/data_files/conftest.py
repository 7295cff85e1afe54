"""Ana at Lakeside, with a change and a use, and a file that she asked for."""

import pytest
from django.utils import timezone

from consent.data_files import making, services
from consent.data_files.models import DataFile
from consent.vocabulary.levels import Level
from tests import institutions, people

Format = DataFile.Format


@pytest.fixture
def used(ana, link, lakeside):
    """Ana shares widely, and the hospital used her data."""
    people.choose(ana, Level.WIDE)
    report = institutions.report(
        link.subject_id,
        purpose="=1+1 gene changes",
        occurred_at=timezone.now().isoformat(),
    )
    assert lakeside.post("/api/v1/access-events", report).status_code < 300
    return link


@pytest.fixture
def ask(ana, used):
    """Ask for a file as Ana."""

    def asked(kind=Format.CSV):
        return services.ask(
            participant=ana.participant, format=kind, by=ana.account, authority=ana
        )

    return asked


@pytest.fixture
def made(ask):
    """Ask for a file and make it; return its content."""

    def content(kind) -> bytes:
        file = ask(kind)
        assert making.make(file.pk)
        file.refresh_from_db()
        return services.open_file(file=file, by=file.asked_by)

    return content


@pytest.fixture
def visitor(client, ana):
    return people.sign_in(client, ana)
