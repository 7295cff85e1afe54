"""Every route of the site, by name, and who it is for."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC = {
    "public:start",
    "public:help",
    "welcome:join",
    "public:how",
    "public:words",
    "public:call",
    "public:privacy",
    "public:accessibility",
    "public:status",
    "public:language",
    "receipts:verify",
    "healthz",
    "health_publishing",
    "api:token",
    "api:authzen_configuration",
    "api:schema",
    "api:docs",
    "demo:tour",
    "demo:sign_in",
    "demo:letter",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "account_confirm_login_code",
    "account_request_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "idp:oidc:configuration",
    "idp:oidc:jwks",
    "idp:oidc:token",
    "idp:oidc:revoke",
    "idp:oidc:device_code",
    "idp:oidc:logout",
}
# For whoever is signed in; they show nothing but the account's own.
ACCOUNT = {
    "profile:settings",
    "profile:security",
    "profile:end_session",
    "profile:end_other_sessions",
    "profile:stay",
    "profile:prove",
    "leaving:close",
    "leaving:keep",
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "usersessions_list",
    "notifications:list",
    "notifications:open",
    "notifications:read_all",
    "idp:oidc:authorization",
    "idp:oidc:device_authorization",
    "idp:oidc:userinfo",
}
PARTICIPANT = {
    "home:home",
    "home:still_right",
    "helping:people",
    "helping:act_for",
    "helping:end_help",
    "helping:add",
    "helping:enter",
    "helping:made",
    "helping:confirm",
    "helping:end_code",
    "welcome:steps",
    "welcome:reach",
    "welcome:who",
    "welcome:child",
    "welcome:about",
    "welcome:put_away",
    "welcome:join_check",
    "editor:edit",
    "editor:check",
    "editor:preview",
    "editor:compare",
    "editor:use_again",
    "editor:save",
    "preferences:history",
    "preferences:change",
    "receipts:proof",
    "receipts:pdf",
    "receipts:json",
    "data_files:list",
    "data_files:detail",
    "data_files:download",
    "access_history:list",
    "access_history:detail",
    "access_history:csv",
    "disputes:new",
    "disputes:list",
    "disputes:detail",
    "leaving:doors",
    "leaving:stop",
    "leaving:study",
    "places:list",
    "places:answered",
    "places:detail",
    "places:ask",
    "places:take_back",
    "places:leave",
    "requests:list",
    "requests:detail",
    "requests:check",
    "requests:stop",
}
# For members of an institution, with a second factor.
INSTITUTION = {
    "org:home",
    "org:deliveries",
    "org:delivery",
    "org:send_again",
    "org:send_all_again",
}
# For programs of the operator, with the token of METRICS_TOKEN.
OPERATOR = {"metrics"}
# With the scope that a token needs.
PLATFORM = {
    "api:platform": "preferences:read",
    "api:keys": "preferences:read",
    "api:vocabulary": "preferences:read",
    "api:changes": "preferences:read",
    "api:changes_snapshot": "preferences:read",
    "api:changes_digest": "preferences:read",
    "api:changes_ack": "preferences:read",
    "api:deliveries": "preferences:read",
    "api:delivery": "preferences:read",
    "api:deliveries_replay": "webhooks:manage",
    "api:access_events": "access-events:write",
    "api:evaluation": "authzen:evaluate",
}
STAFF = "admin:"


def routes() -> Iterator[tuple[str, str]]:
    """Yield the qualified name and the pattern of every route that can be reached."""
    seen = set()
    for name, pattern in _walk(get_resolver(), "", ""):
        # The first at an address answers; some of ours stand before allauth's.
        if pattern not in seen:
            seen.add(pattern)
            yield name, pattern


def address(pattern: str) -> str:
    """Return an address that the pattern matches."""
    known = {
        "<int:version>": "1",
        "<int:number>": "1",
        "<int:event_id>": "1",
        "<uuid:number>": "00000000-0000-4000-8000-000000000000",
        "<int:asking_id>": "1",
        "<int:pk>": "1",
        "<str:subject_id>": "s-nobody",
        "<str:kind>": "nothing",
        "<slug:code>": "nowhere",
        "<path:object_id>": "1",
        "<path:content_type_id>": "1",
        "^(?P<app_label>": "consent",
        "^password/reset/key/": "password/reset/key/1-x/",
        "(?P<url>.*)$": "nothing",
    }
    for part, example in known.items():
        if part in pattern and part.startswith(("<", "(")):
            pattern = pattern.replace(part, example)
        elif part in pattern:
            pattern = pattern.split(part)[0] + example
    return f"/{pattern}"


def _walk(
    resolver: URLResolver, namespace: str, prefix: str
) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", route
        else:
            inside = (
                f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            )
            yield from _walk(pattern, inside, route)
