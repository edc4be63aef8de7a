"""Addresses of this desk."""

from django.urls import path

from harapan.console.home import views

app_name = "home"
urlpatterns = [path("", views.index, name="index"), path("lainnya/", views.more, name="more")]
