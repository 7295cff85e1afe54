"""Who may sign in, and how: e-mail, then a password or a code, then a second step."""

from portal.settings import env

AUTH_USER_MODEL = "consent.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
VALIDATORS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": VALIDATORS + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": VALIDATORS + "CommonPasswordValidator"},
    {"NAME": VALIDATORS + "NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:home"
ACCOUNT_ADAPTER = "consent.profile.adapters.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "consent.participants.forms.SignUpForm"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_CHANGE_EMAIL = True
# Only mandatory verification lets sign-up hide who already has an account.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# A mail must hold no link that does something.
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
# Whose device it is decides; see SHARED_DEVICE_IDLE_SECONDS.
ACCOUNT_SESSION_REMEMBER = True
ENTRANCE = "consent.profile.entrance."
PLAIN = "consent.profile.plain_forms."
ACCOUNT_FORMS = {
    "login": ENTRANCE + "LoginForm",
    "request_login_code": ENTRANCE + "RequestLoginCodeForm",
    "confirm_login_code": ENTRANCE + "ConfirmLoginCodeForm",
    "signup": PLAIN + "SignUp",
    "change_password": PLAIN + "ChangePassword",
    "set_password": PLAIN + "SetPassword",
    "reset_password": PLAIN + "ResetPassword",
    "reset_password_from_key": PLAIN + "ResetPasswordKey",
    "reauthenticate": PLAIN + "Reauthenticate",
    "change_email": PLAIN + "ChangeEmail",
    "confirm_email_verification_code": PLAIN + "ConfirmEmail",
    "confirm_password_reset_code": PLAIN + "ConfirmPasswordReset",
}
MFA_FORMS = {
    "authenticate": PLAIN + "SecondStep",
    "reauthenticate": PLAIN + "SecondStepAgain",
    "activate_totp": PLAIN + "ActivateCodeApp",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
SHARED_DEVICE_IDLE_SECONDS = 15 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "consent.profile.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Ambit"
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.number("TRUSTED_PROXY_COUNT", 0))
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 3600
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Ambit <ambit@localhost>")
