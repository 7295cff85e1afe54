"""What a token may be used for."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from consent.api.authentication import Caller


class HasScope(BasePermission):
    """The caller's token carries the scope that the view names for this method.

    A view without a scope lets nobody in.
    """

    message = "The token does not carry the scope for this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        scope: str = getattr(view, "scope", "")
        caller = request.auth
        return isinstance(caller, Caller) and bool(scope) and scope in caller.scopes
