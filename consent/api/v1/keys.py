"""The public keys that check what Ambit pushes."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from consent.api.v1.serializers import PublicKeys
from consent.api.views import PlatformView, platform_of
from consent.instants import in_seconds
from consent.organizations.queries import public_keys


class Keys(PlatformView):
    """The caller's own public keys, old ones too while they still sign."""

    scope = "preferences:read"

    @extend_schema(
        operation_id="keys",
        summary="Read the keys that check our signatures",
        responses=PublicKeys,
    )
    def get(self, request: Request) -> Response:
        return Response(
            {
                "keys": [
                    {
                        "scheme": key.scheme,
                        "public_key": key.public_key,
                        "created_at": in_seconds(key.created_at),
                        "expires_at": key.expires_at and in_seconds(key.expires_at),
                    }
                    for key in public_keys(platform_of(request))
                ]
            }
        )
