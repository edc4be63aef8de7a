"""Addresses of this desk."""

from django.urls import path

from harapan.console.outreach import views

app_name = "outreach"
urlpatterns = [
    path("", views.index, name="index"),
    path("unduh.<str:kind>", views.export, name="export"),
    path("baru/", views.new, name="new"),
    path("<int:pk>/", views.gathering, name="gathering"),
    path("<int:pk>/koreksi/", views.correct, name="correct"),
]
