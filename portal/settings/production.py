"""Real people's choices: every secret is required and every cookie is locked."""

from django.core.exceptions import ImproperlyConfigured

from portal.logs import logging_config
from portal.settings import env
from portal.settings.base import *

if OUTBOUND_ALLOWED:
    msg = "OUTBOUND_ALLOWED must be empty in production: it opens private addresses."
    raise ImproperlyConfigured(msg)
if DEMO:
    msg = "DEMO must be off in production: its accounts have published passwords."
    raise ImproperlyConfigured(msg)

SECRET_KEY = env.secret("SECRET_KEY")
SECRET_KEK = env.secret("SECRET_KEK")
IDP_OIDC_PRIVATE_KEY = env.secret("OIDC_PRIVATE_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
BASE_URL = env.required("BASE_URL")
CELERY_BROKER_URL = env.text("BROKER_URL") or env.required("REDIS_URL")
LOGGING = logging_config(as_json=env.flag("LOG_JSON", default=True))

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
# A secret in a plain request is already lost, and a redirect would hide it.
SECURE_REDIRECT_EXEMPT = [
    *(r"^api/", r"^access/v1/", r"^oauth/", r"^fhir/"),
    *(r"^healthz$", r"^health/", r"^metrics$"),
]
if env.number("TRUSTED_PROXY_COUNT", 0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

EMAIL_HOST = env.required("EMAIL_HOST")
EMAIL_PORT = int(env.number("EMAIL_PORT", 587))
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD") if EMAIL_HOST_USER else ""
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
