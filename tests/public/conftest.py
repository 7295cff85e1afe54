import pytest

from tests import pseudo


@pytest.fixture(scope="session")
def made_up(tmp_path_factory):
    """Catalogs of made-up words."""
    folder = tmp_path_factory.mktemp("locale")
    pseudo.write_catalogs(folder)
    return folder


@pytest.fixture
def two_languages(made_up, settings):
    """German and Arabic are offered, with made-up words."""
    settings.LOCALE_PATHS = [made_up]
    settings.LANGUAGES = [("en", "English"), ("ar", "العربية"), ("de", "Deutsch")]
