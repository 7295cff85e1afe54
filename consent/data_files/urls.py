"""A person's own data as a file."""

from django.urls import path

from consent.data_files import views

app_name = "data_files"
urlpatterns = [
    path("my-data/", views.files, name="list"),
    path("my-data/<uuid:number>/", views.detail, name="detail"),
    path("my-data/<uuid:number>/file/", views.download, name="download"),
]
