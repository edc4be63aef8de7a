"""Addresses of this desk."""

from django.urls import path

from harapan.console.facilitators import handing, views

app_name = "facilitators"
urlpatterns = [
    path("", views.index, name="index"),
    path("unduh.<str:kind>", views.export, name="export"),
    path("bagi/", handing.plan, name="plan"),
    path("akibat/", handing.effect, name="effect"),
    path("pindah/", handing.hand_on, name="hand_on"),
    path("pindahan/<int:pk>/", handing.handed, name="handed"),
    path("pindahan/<int:pk>/kembali/", handing.hand_back, name="hand_back"),
]
