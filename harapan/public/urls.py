"""Addresses for everybody."""

from django.urls import path

from harapan.public import views

app_name = "public"
urlpatterns = [path("sehat/", views.health, name="health")]
