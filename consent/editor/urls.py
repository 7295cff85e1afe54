"""Where people choose."""

from django.urls import path

from consent.editor import views

app_name = "editor"
urlpatterns = [
    path("choices/", views.edit, name="edit"),
    path("choices/check/", views.check, name="check"),
    path("choices/save/", views.save, name="save"),
]
