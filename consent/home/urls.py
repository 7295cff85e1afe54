"""Where people begin."""

from django.urls import path

from consent.home import views

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("home/", views.home, name="home"),
    path("help/", views.help_page, name="help"),
]
