"""Where people add and leave helpers, and switch between those they choose for."""

from django.urls import path

from consent.helping import views

app_name = "helping"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/act/", views.act_for, name="act_for"),
]
