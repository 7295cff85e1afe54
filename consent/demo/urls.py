"""URLs of the tour; only there with DEMO on."""

from django.urls import path

from consent.demo import views

app_name = "demo"
urlpatterns = [
    path("tour/", views.show, name="tour"),
    path("tour/sign-in/", views.sign_in, name="sign_in"),
    path("tour/letter/", views.letter, name="letter"),
]
