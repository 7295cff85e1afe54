"""Where people choose, and follow what they chose."""

from django.urls import path

from consent.preferences import following, views

app_name = "preferences"
urlpatterns = [
    path("choices/", views.edit, name="edit"),
    path("choices/check/", views.check, name="check"),
    path("choices/save/", views.save, name="save"),
    path("changes/", following.earlier, name="history"),
    path("changes/<int:version>/", following.change, name="change"),
]
