"""Tests in one process: quick hashing, letters in memory, the owner's role."""

import os

from portal.settings import env
from portal.settings.base import *

# Django empties tables after some tests, which only the owner may do. Processes
# that tests start, and the test of privileges, use the app role's address.
DATABASE_APP_URL = env.required("DATABASE_URL")
DATABASES = {"default": env.database("DATABASE_OWNER_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
SECRET_KEY = "only-for-tests-" + "0123456789abcdef" * 4
SECRET_KEK = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
IDP_OIDC_PRIVATE_KEY = os.environ.get("OIDC_PRIVATE_KEY", "")
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Quick to make, and understood by the real processes that some tests start.
PASSWORD_HASHERS = ["tests.hashing.QuickHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
# Each test finds out anew how things are.
CACHES = {
    **CACHES,
    "process": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
# Nothing listens there: a test that rings for a worker must start one.
CELERY_BROKER_URL = env.text("BROKER_URL", "redis://127.0.0.1:1/0")
# No test needs collected files; then there is no directory to warn about.
WHITENOISE_AUTOREFRESH = True
