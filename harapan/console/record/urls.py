"""Addresses of this desk."""

from django.urls import path

from harapan.console.record import views

app_name = "record"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.event, name="event"),
    path("unduh.<str:kind>", views.export, name="export"),
    path("keluarga/<int:family>/", views.lookers, name="lookers"),
    path("segel/", views.seals, name="seals"),
    path("segel/periksa/", views.check, name="check"),
]
