"""Proofs of choices, and the page that checks them."""

from django.urls import path

from consent.receipts import views

app_name = "receipts"
urlpatterns = [
    path("changes/<int:version>/proof/", views.proof, name="proof"),
    path("changes/<int:version>/proof/pdf/", views.as_pdf, name="pdf"),
    path("changes/<int:version>/proof/json/", views.as_json, name="json"),
    path("verify/", views.verify, name="verify"),
]
