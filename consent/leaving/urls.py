"""Addresses of the three doors."""

from django.urls import path

from consent.leaving import views

app_name = "leaving"
urlpatterns = [
    path("leave/", views.doors, name="doors"),
    path("leave/sharing/", views.stop, name="stop"),
    path("leave/study/", views.study, name="study"),
    path("leave/account/", views.close, name="close"),
    path("leave/account/keep/", views.keep, name="keep"),
]
