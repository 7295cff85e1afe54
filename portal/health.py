"""Whether this process answers; what it depends on is watched elsewhere."""

from django.http import HttpRequest, HttpResponse


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer without touching the database, so that a slow one restarts nobody."""
    return HttpResponse("ok\n", content_type="text/plain")
