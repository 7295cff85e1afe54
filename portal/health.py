"""Whether this process answers, whether delivery moves, and what can be measured."""

import secrets

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from consent.supervision.liveness import is_moving
from consent.supervision.metrics import exposition

PLAIN = "text/plain"


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer without touching the database, so that a slow one restarts nobody."""
    return HttpResponse("ok\n", content_type=PLAIN)


@require_safe
@never_cache
def publishing(_request: HttpRequest) -> HttpResponse:
    """Say whether changes are on the move; to be watched, not to restart web by."""
    try:
        moving = is_moving()
    except (DatabaseError, InterfaceError):
        moving = False
    if moving:
        return HttpResponse("ok\n", content_type=PLAIN)
    return HttpResponse("changes are not moving\n", content_type=PLAIN, status=503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Give numbers to whoever has the token; without one set, there is no page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    said = request.headers.get("Authorization", "").encode()
    if not secrets.compare_digest(said, f"Bearer {settings.METRICS_TOKEN}".encode()):
        headers = {"WWW-Authenticate": 'Bearer realm="metrics"'}
        return HttpResponse("no\n", content_type=PLAIN, status=401, headers=headers)
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
