"""Where people see who used their data."""

from django.urls import path

from consent.access_history import details, views

app_name = "access_history"
urlpatterns = [
    path("access/", views.history, name="list"),
    path("access/download/", views.download, name="csv"),
    path("access/<int:event_id>/", details.detail, name="detail"),
]
