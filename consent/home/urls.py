"""Where people come home to."""

from django.urls import path

from consent.home import views

app_name = "home"
urlpatterns = [
    path("home/", views.home, name="home"),
    path("home/still-right/", views.still_right, name="still_right"),
]
