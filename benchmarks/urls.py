"""The site's own doors and, behind the same middleware, what they are held against."""

from django.urls import include, path

from benchmarks import views

urlpatterns = [
    path("api/v1/benchmarks/empty", views.empty),
    path("api/v1/benchmarks/insert", views.insert),
    path("api/v1/benchmarks/answer", views.answer),
    path("", include("consent.urls")),
]
