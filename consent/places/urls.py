"""Addresses of the pages about places."""

from django.urls import path

from consent.places import views

app_name = "places"
urlpatterns = [
    path("places/", views.listing, name="list"),
    path("places/answers/<uuid:number>/", views.answered, name="answered"),
    path("places/<slug:code>/", views.detail, name="detail"),
    path("places/<slug:code>/ask/<str:kind>/", views.ask, name="ask"),
    path("places/<slug:code>/asks/<uuid:number>/", views.take_back, name="take_back"),
    path("places/<slug:code>/leave/", views.leave, name="leave"),
]
