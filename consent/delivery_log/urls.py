"""Where the people of an institution follow what its platforms were told."""

from django.urls import path

from consent.delivery_log import views

app_name = "org"
urlpatterns = [
    path("org/", views.home, name="home"),
    path("org/<slug:code>/deliveries/", views.delivery_list, name="deliveries"),
    path(
        "org/<slug:code>/deliveries/<str:subject_id>/",
        views.delivery_detail,
        name="delivery",
    ),
    path(
        "org/<slug:code>/deliveries/<str:subject_id>/again/",
        views.send_again,
        name="send_again",
    ),
    path("org/<slug:code>/send-again/", views.send_all_again, name="send_all_again"),
]
