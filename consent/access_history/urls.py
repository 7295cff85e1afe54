"""Where people see who used their data."""

from django.urls import path

from consent.access_history import views

app_name = "access_history"
urlpatterns = [
    path("access/", views.history, name="list"),
    path("access/<int:event_id>/", views.detail, name="detail"),
]
