"""Where people follow what they chose."""

from django.urls import path

from consent.preferences import following

app_name = "preferences"
urlpatterns = [
    path("changes/", following.earlier, name="history"),
    path("changes/<int:version>/", following.change, name="change"),
]
