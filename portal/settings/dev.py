"""One machine: `make run` and a developer's shell. Secrets are made on first use."""

from portal.run.secrets import dev_secrets
from portal.settings import env
from portal.settings.base import *

DEBUG = env.flag("DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECRETS = dev_secrets(DATA_DIR)
SECRET_KEY = env.text("SECRET_KEY", SECRETS.secret_key)
SECRET_KEK = env.text("SECRET_KEK", SECRETS.secret_kek)
IDP_OIDC_PRIVATE_KEY = env.text("OIDC_PRIVATE_KEY", SECRETS.oidc_private_key)
# Letters become files, so that a sign-up can be finished without a mail server.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
