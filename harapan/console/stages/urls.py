"""Addresses of this desk."""

from django.urls import path

from harapan.console.stages import views

app_name = "stages"
urlpatterns = [path("", views.index, name="index")]
