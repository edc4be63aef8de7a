"""Addresses of this desk."""

from django.urls import path

from harapan.console.record import views

app_name = "record"
urlpatterns = [path("", views.index, name="index")]
