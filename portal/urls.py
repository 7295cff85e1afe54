"""Where each part of the site answers."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from portal.health import healthz, metrics, publishing

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("health/publishing", publishing, name="health_publishing"),
    path("metrics", metrics, name="metrics"),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("accounts/", include("consent.profile.account_urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("allauth.idp.urls")),
    path("", include("consent.urls")),
]
