"""Addresses of this desk."""

from django.urls import path

from harapan.console.figures import views

app_name = "figures"
urlpatterns = [path("", views.index, name="index")]
