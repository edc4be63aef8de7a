"""Signing in and out, one-time codes, one's own sessions."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
