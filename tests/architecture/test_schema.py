"""The description of the API is complete, valid, and the one in the docs."""

import json
import re
import warnings
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.architecture.routes import PLATFORM, routes

COMMITTED = Path(settings.BASE_DIR) / "docs" / "openapi.json"


@pytest.fixture(scope="module")
def schema():
    GENERATOR_STATS.reset()
    found = SchemaGenerator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS
    return found


def test_schema_is_valid_openapi_31(schema):
    validate_schema(schema)

    assert schema["openapi"].startswith("3.1")


def test_schema_describes_every_door_with_its_scope(schema):
    found = {}
    for path, methods in schema["paths"].items():
        for method in methods.values():
            for requirement in method.get("security", []):
                found[path] = requirement["platform"]

    paths = {name: f"/{pattern}" for name, pattern in routes() if name in PLATFORM}
    assert found == {
        re.sub(r"<\w+:(\w+)>", r"{\1}", paths[name]): [scope]
        for name, scope in PLATFORM.items()
    }


def test_committed_copy_is_up_to_date(tmp_path):
    path = tmp_path / "openapi.json"
    with warnings.catch_warnings(action="error"):
        call_command("spectacular", "--format", "openapi-json", "--file", str(path))

    assert json.loads(path.read_text()) == json.loads(COMMITTED.read_text()), (
        "Run `make schema` and commit docs/openapi.json."
    )


def test_schema_and_page_are_public(client, db):
    page = client.get(reverse("api:docs"))
    script = client.get(reverse("api:docs"), {"script": ""})

    assert client.get(reverse("api:schema")).status_code == 200
    assert page.status_code == 200
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert (
        "unsafe-inline"
        not in page.headers["Content-Security-Policy"].split("style-src")[0]
    )


def test_only_the_page_of_the_api_relaxes_its_styles(client, db):
    policies = {
        path: client.get(path).headers["Content-Security-Policy"]
        for path in ("/api/docs/", "/")
    }

    assert "unsafe-inline" in policies["/api/docs/"]
    assert "unsafe-inline" not in policies["/"]
    assert (
        "'unsafe-inline'"
        not in policies["/api/docs/"].split("script-src")[1].split(";")[0]
    )
