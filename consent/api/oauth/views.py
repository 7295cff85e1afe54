"""The token endpoint of platforms: client credentials, and nothing else."""

from http import HTTPStatus
from typing import Any

from allauth.idp.oidc.models import Client
from allauth.idp.oidc.views import TokenView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

CHALLENGE = 'Basic realm="ambit"'


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class PlatformToken(TokenView):
    """RFC 6749 §4.4; the client proves itself in the header or in the form."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("grant_type") != Client.GrantType.CLIENT_CREDENTIALS:
            return JsonResponse(
                {"error": "unsupported_grant_type"}, status=HTTPStatus.BAD_REQUEST
            )
        response: HttpResponse = super().post(request, *args, **kwargs)
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            response["WWW-Authenticate"] = CHALLENGE
        return response
