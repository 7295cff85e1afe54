"""Where people begin."""

from django.urls import path

from consent.home import views

app_name = "home"
urlpatterns = [
    path("home/", views.home, name="home"),
]
