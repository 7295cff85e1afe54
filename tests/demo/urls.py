"""The site's URLs with the tour, which is off in tests."""

from django.urls import include, path

urlpatterns = [
    path("", include("consent.demo.urls")),
    path("", include("portal.urls")),
]
