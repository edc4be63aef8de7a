"""Addresses of this desk."""

from django.urls import path

from harapan.console.people import views

app_name = "people"
urlpatterns = [
    path("", views.index, name="index"),
    path("saya/", views.me, name="me"),
]
