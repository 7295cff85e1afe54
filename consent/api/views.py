"""The base of views for platforms."""

from typing import ClassVar, cast

from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from consent.api.authentication import Caller, PlatformAuthentication
from consent.api.parsers import JSONBody
from consent.api.permissions import HasScope
from consent.api.throttling import PlatformThrottle
from consent.organizations.models import Platform


class PlatformView(APIView):
    """A view for platforms whose token carries `scope`."""

    scope: ClassVar[str]
    authentication_classes = [PlatformAuthentication]
    permission_classes = [HasScope]
    parser_classes: list[type[BaseParser]] = [JSONBody]
    throttle_classes: list[type[BaseThrottle]] = [PlatformThrottle]


def platform_of(request: Request) -> Platform:
    """Return the platform that calls; only for views that let nobody else in."""
    return cast(Caller, request.auth).platform
