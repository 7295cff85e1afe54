"""Where people look after their account."""

from django.urls import path

from consent.profile import views

app_name = "profile"
urlpatterns = [
    path("settings/", views.settings_page, name="settings"),
    path("settings/security/", views.security, name="security"),
    path(
        "settings/security/sessions/<int:number>/end/",
        views.end_session,
        name="end_session",
    ),
    path(
        "settings/security/sessions/end/",
        views.end_other_sessions,
        name="end_other_sessions",
    ),
    path("settings/stay/", views.stay, name="stay"),
    path("settings/prove/", views.ProveView.as_view(), name="prove"),
]
