"""Where new people begin, and where a place is added by its code."""

from django.urls import path

from consent.welcome import join_views, views

app_name = "welcome"
urlpatterns = [
    path("first-steps/", views.steps, name="steps"),
    path("first-steps/reach/", views.reach, name="reach"),
    path("first-steps/who/", views.who, name="who"),
    path("first-steps/child/", views.child, name="child"),
    path("first-steps/about/", views.about, name="about"),
    path("first-steps/later/", views.put_away, name="put_away"),
    path("join/", join_views.join, name="join"),
    path("join/check/", join_views.check, name="join_check"),
]
