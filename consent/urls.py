"""Every URL of the domain, gathered."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("consent.api.urls")),
]
