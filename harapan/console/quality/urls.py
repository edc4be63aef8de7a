"""Addresses of this desk."""

from django.urls import path

from harapan.console.quality import views

app_name = "quality"
urlpatterns = [
    path("", views.index, name="index"),
    path("unduh.<str:form>", views.export_sums, name="export_sums"),
    path("periksa/", views.inspect, name="inspect"),
    path("keluarga/<int:pk>/periksa/", views.look, name="look"),
    path("<slug:kind>/", views.check, name="check"),
    path("<slug:kind>/unduh.<str:form>", views.export, name="export"),
]
