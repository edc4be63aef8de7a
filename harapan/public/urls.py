"""Addresses for everybody."""

from django.urls import path

from harapan.public import views

app_name = "public"
urlpatterns = [
    path("sehat/", views.health, name="health"),
    path("periksa-surat/", views.check_letter, name="check_letter"),
    path("periksa-surat/berkas/", views.check_file, name="check_file"),
    path("periksa-surat/<path:number>/<slug:code>", views.check_letter, name="check_this_letter"),
]
