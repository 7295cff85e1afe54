"""What is true in every environment."""

from pathlib import Path

import django_stubs_ext
from kombu import Queue

from portal.logs import logging_config
from portal.settings import env

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
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
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
            ],
            "libraries": {"ambit": "consent.home.templatetags.ambit"},
        },
    },
]
# Our own form templates are found before Django's.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"

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
DATABASE_APP_ROLE = env.text("DATABASE_APP_ROLE", "ambit_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Sessions and sign-in limits must outlive the broker: people sign in to say no.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- Accounts

AUTH_USER_MODEL = "consent.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
VALIDATORS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": VALIDATORS + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": VALIDATORS + "CommonPasswordValidator"},
    {"NAME": VALIDATORS + "NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_CHANGE_EMAIL = True
# Only mandatory verification lets sign-up hide who already has an account.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Ambit"
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.number("TRUSTED_PROXY_COUNT", 0))
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 3600
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Ambit <ambit@localhost>")

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
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Ambit API for institutions",
    "DESCRIPTION": "Learn people's choices, ask before each use, report each use.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- Work in the background. A task is a doorbell; the row in the database is the job.

CELERY_BROKER_URL = env.text("BROKER_URL", env.text("REDIS_URL"))
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# The order that makes a lease safe: deadline of a call 20 s < 30 < 45 < lease 60 s.
CELERY_TASK_SOFT_TIME_LIMIT = 30
CELERY_TASK_TIME_LIMIT = 45
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30.0
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_DEFAULT_QUEUE = "normal"
CELERY_TASK_QUEUES = [Queue(name) for name in ("urgent", "normal", "slow")]
# Who publishes must give up within a second; who consumes must wait patiently.
PUBLISHER_TRANSPORT = {
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "retry_on_timeout": False,
    "max_retries": 0,
    "health_check_interval": 5,
    "visibility_timeout": 120,
}
CONSUMER_TRANSPORT = {
    "socket_connect_timeout": 5,
    "socket_timeout": 10,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "visibility_timeout": 120,
}
IS_WORKER = env.flag("AMBIT_WORKER", default=False)
CELERY_BROKER_TRANSPORT_OPTIONS = (
    CONSUMER_TRANSPORT if IS_WORKER else PUBLISHER_TRANSPORT
)
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

# --- Telling platforms. Seconds; tests shorten them through the environment.

PUBLISHING = {
    "LEASE_SECONDS": env.number("PUBLISHING_LEASE_SECONDS", 60),
    "DEADLINE_SECONDS": env.number("PUBLISHING_DEADLINE_SECONDS", 20),
    "CONNECT_SECONDS": env.number("PUBLISHING_CONNECT_SECONDS", 5),
    "DISPATCH_SECONDS": env.number("PUBLISHING_DISPATCH_SECONDS", 1),
    "DRAIN_SECONDS": env.number("PUBLISHING_DRAIN_SECONDS", 8),
    "RING_SECONDS": env.number("PUBLISHING_RING_SECONDS", 5),
    "BELL_PAUSE_SECONDS": env.number("PUBLISHING_BELL_PAUSE_SECONDS", 5),
    "NARROWING_INLINE_AFTER_SECONDS": env.number("PUBLISHING_INLINE_AFTER_SECONDS", 5),
    "CONSENT_LEASE_SECONDS": env.number("PUBLISHING_CONSENT_LEASE_SECONDS", 86_400),
    "HEARTBEAT_SECONDS": env.number("PUBLISHING_HEARTBEAT_SECONDS", 3_600),
    "ENFORCE_WITHIN_SECONDS": env.number("PUBLISHING_ENFORCE_WITHIN_SECONDS", 3_600),
    "RETRY_NARROWING": env.numbers(
        "PUBLISHING_RETRY_NARROWING",
        (0, 5, 15, 30, 60, 120, 300, 600, 900),
    ),
    "RETRY_WIDENING": env.numbers(
        "PUBLISHING_RETRY_WIDENING",
        (0, 30, 120, 600, 1_800, 7_200, 21_600),
    ),
}
# Exact scheme://address:port entries that may be called though they are not public.
OUTBOUND_ALLOWED = env.words("OUTBOUND_ALLOWED")

LOGGING = logging_config(as_json=env.flag("LOG_JSON", default=False))
