"""Pages for everybody, signed in or not."""

from django.urls import path

from consent.public import views

app_name = "public"
urlpatterns = [
    path("", views.start, name="start"),
    path("how-it-works/", views.how, name="how"),
    path("words/", views.words, name="words"),
    path("help/", views.help_page, name="help"),
    path("help/call/", views.call, name="call"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("status/", views.status, name="status"),
    path("language/", views.language, name="language"),
]
