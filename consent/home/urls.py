"""Where people begin."""

from django.urls import path

from consent.home import views

app_name = "home"
urlpatterns = [
    path("home/", views.home, name="home"),
    path("people/", views.people, name="people"),
    path("people/act/", views.act_for, name="act_for"),
]
