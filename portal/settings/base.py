"""What is true in every environment."""

from pathlib import Path

import django_stubs_ext

from portal.logs import logging_config
from portal.settings import env
from portal.settings.accounts import *
from portal.settings.help import *
from portal.settings.languages import *
from portal.settings.publishing import *
from portal.settings.work import *

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.text("AMBIT_DATA_DIR", str(BASE_DIR / ".data")))

DEBUG = False
ADMIN_PATH = env.text("ADMIN_PATH", "staff/")
DEMO = env.flag("DEMO", default=False)
CONFORMANCE_DIR = Path(
    env.text("CONFORMANCE_DIR", str(BASE_DIR.parent / "shared" / "conformance")),
)
BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000")

# Lets classes of Django be written with the types that they hold, as mypy asks.
django_stubs_ext.monkeypatch()

# --- Applications and pages

INSTALLED_APPS = [
    "consent.apps.ConsentConfig",
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "consent.api.chain.ShortChain",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "consent.public.middleware.PlainTrouble",
    "consent.public.middleware.AccountLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "consent.profile.devices.SharedDeviceMiddleware",
    "consent.participants.zones.TimeZoneMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "consent.home.context.participant",
            ],
            "libraries": {
                "ambit": "consent.home.templatetags.ambit",
                "public": "consent.public.templatetags.public",
            },
        },
    },
]
# Our own form templates are found before Django's.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["portal.formats"]

# Where fonts for PDF lie, beside the system's own; separated by ":".
PDF_FONT_DIRS = [path for path in env.text("PDF_FONT_DIRS").split(":") if path]

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
    },
}

# --- Storage. The app role; commands that change the schema run as the owner.

DATABASES = {"default": env.database("DATABASE_URL")}
# True behind a pooler that gives each transaction another connection.
DATABASE_IS_POOLED = env.flag("DATABASE_IS_POOLED", default=False)
DATABASE_APP_ROLE = env.text("DATABASE_APP_ROLE", "ambit_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Sessions and sign-in limits must outlive the broker: people sign in to say no.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        # Beyond it the oldest go, and with them the limits on wrong sign-ins.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # For what must be known when the database is not there.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- Pages may load only what we serve, and run no code written into them.

SELF = ["'self'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": SELF,
        "style-src": SELF,
        "img-src": [*SELF, "data:"],
        "font-src": SELF,
        "connect-src": SELF,
        "manifest-src": SELF,
        "form-action": SELF,
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in ("camera", "geolocation", "microphone", "payment", "usb", "midi")
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# --- The API for institutions

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "consent.api.errors.handle",
}
# Calls of one platform; other platforms have their own allowance.
API_CALLS_PER_MINUTE = int(env.number("API_CALLS_PER_MINUTE", 6_000))
SPECTACULAR_SETTINGS = {
    "TITLE": "Ambit API for institutions",
    "DESCRIPTION": "Learn people's choices, ask before each use, report each use.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "consent.api.schema.add_plain_views",
    ],
    "ENUM_NAME_OVERRIDES": {
        "PlatformState": "consent.organizations.models.Platform.State",
        "DeliveryState": ["due", "received", "enforced", "closed"],
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

LOGGING = logging_config(as_json=env.flag("LOG_JSON", default=False))
