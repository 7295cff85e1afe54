"""Pages for everybody, signed in or not."""

from django.urls import path

from consent.public import views

app_name = "public"
urlpatterns = [
    path("", views.start, name="start"),
    path("help/", views.help_page, name="help"),
]
