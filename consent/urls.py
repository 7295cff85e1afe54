"""Every URL of the domain, gathered."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("consent.public.urls")),
    path("", include("consent.home.urls")),
    path("", include("consent.helping.urls")),
    path("", include("consent.welcome.urls")),
    path("", include("consent.editor.urls")),
    path("", include("consent.preferences.urls")),
    path("", include("consent.receipts.urls")),
    path("", include("consent.data_files.urls")),
    path("", include("consent.places.urls")),
    path("", include("consent.leaving.urls")),
    path("", include("consent.access_history.urls")),
    path("", include("consent.disputes.urls")),
    path("", include("consent.requests.urls")),
    path("", include("consent.notifications.urls")),
    path("", include("consent.profile.urls")),
    path("", include("consent.delivery_log.urls")),
    path("", include("consent.api.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("", include("consent.demo.urls")))
