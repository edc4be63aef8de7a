"""Addresses of this desk."""

from django.urls import path

from harapan.console.families import views

app_name = "families"
urlpatterns = [path("", views.index, name="index")]
