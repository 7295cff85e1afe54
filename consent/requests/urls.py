"""Where people answer requests."""

from django.urls import path

from consent.requests import answering, views

app_name = "requests"
urlpatterns = [
    path("requests/", views.inbox, name="list"),
    path("requests/<int:asking_id>/", views.detail, name="detail"),
    path("requests/<int:asking_id>/check/", answering.check, name="check"),
    path("requests/<int:asking_id>/stop/", views.stop, name="stop"),
]
