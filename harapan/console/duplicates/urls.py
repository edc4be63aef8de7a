"""Addresses of this desk."""

from django.urls import path

from harapan.console.duplicates import views

app_name = "duplicates"
urlpatterns = [
    path("", views.index, name="index"),
    path("cari/", views.search, name="search"),
    path("cari/daftar/<int:pk>/", views.search_list, name="search_list"),
    path("unduh/<str:form>/", views.export, name="export"),
    path("<int:pk>/", views.pair, name="pair"),
    path("<int:pk>/putus/", views.decide, name="decide"),
]
