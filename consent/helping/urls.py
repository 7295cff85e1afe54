"""Where people add and leave helpers, and switch between those they choose for."""

from django.urls import path

from consent.helping import code_views, views

app_name = "helping"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/act/", views.act_for, name="act_for"),
    path("people/helpers/<int:pk>/end/", views.end_help, name="end_help"),
    path("people/add/", code_views.add, name="add"),
    path("people/code/", code_views.enter, name="enter"),
    path("people/codes/<int:pk>/", code_views.made, name="made"),
    path("people/codes/<int:pk>/confirm/", code_views.confirm, name="confirm"),
    path("people/codes/<int:pk>/end/", code_views.end_code, name="end_code"),
]
