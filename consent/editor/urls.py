"""Where people choose."""

from django.urls import path

from consent.editor import saving, views

app_name = "editor"
urlpatterns = [
    path("choices/", views.edit, name="edit"),
    path("choices/preview/", views.preview, name="preview"),
    path("choices/check/", saving.check, name="check"),
    path("choices/compare/", saving.compare, name="compare"),
    path("choices/save/", saving.save, name="save"),
    path("changes/<int:version>/use/", views.use_again, name="use_again"),
]
