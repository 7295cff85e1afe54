"""Where people read their letters."""

from django.urls import path

from consent.notifications import views

app_name = "notifications"
urlpatterns = [
    path("letters/", views.listing, name="list"),
    path("letters/read/", views.read_all, name="read_all"),
    path("letters/<int:pk>/", views.open_letter, name="open"),
]
