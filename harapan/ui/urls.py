"""Addresses of what belongs to no desk: the language, the style guide."""

from django.urls import path

from harapan.ui import views

app_name = "ui"
urlpatterns = [
    path("bahasa/", views.choose_language, name="choose_language"),
    path("gaya/", views.style_guide, name="style_guide"),
    path("gaya/<slug:sheet>/", views.style_guide, name="style_sheet"),
]
