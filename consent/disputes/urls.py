"""Where people say that a use looks wrong, and find the answers."""

from django.urls import path

from consent.disputes import views

app_name = "disputes"
urlpatterns = [
    path("access/<int:event_id>/wrong/", views.new, name="new"),
    path("messages/", views.messages_page, name="list"),
    path("messages/<uuid:number>/", views.detail, name="detail"),
]
