"""The page that documents the API."""

from typing import Any

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from consent.organizations.services import SCOPES

TOKEN_PATH = "/oauth/token"  # noqa: S105
MEANING = {
    "preferences:read": "Read changes and confirm them; read your platform",
    "access-events:write": "Report uses and refusals",
    "authzen:evaluate": "Ask before each use",
    "webhooks:manage": "Look after your endpoint",
}


class PlatformScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tokens of platforms, by client credentials."""

    target_class = "consent.api.authentication.PlatformAuthentication"
    name = "platform"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:  # noqa: ARG002
        scopes = {scope: MEANING[scope] for scope in SCOPES}
        return {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": TOKEN_PATH, "scopes": scopes}},
        }

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        return {self.name: [auto_schema.view.scope]}


class Schema(SpectacularAPIView):
    """The OpenAPI description."""

    authentication_classes: list[type] = []
    permission_classes: list[type] = []


# The page's own program writes styles into its elements; no other page may.
@method_decorator(csp_update({"style-src": ["'unsafe-inline'"]}), name="dispatch")
class Documentation(SpectacularSwaggerSplitView):
    """The description as a page to read and try."""

    url_name = "api:schema"
    authentication_classes: list[type] = []
    permission_classes: list[type] = []
