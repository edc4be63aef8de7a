"""Addresses of this desk."""

from django.urls import path

from harapan.console.warning import views

app_name = "warning"
urlpatterns = [
    path("", views.index, name="index"),
    path("unduh/<str:form>/", views.export, name="export"),
    path("perbarui/", views.look, name="look"),
]
