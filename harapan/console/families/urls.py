"""Addresses of this desk."""

from django.urls import path

from harapan.console.families import views

app_name = "families"
urlpatterns = [
    path("", views.index, name="index"),
    path("wilayah/", views.areas, name="areas"),
    path("unduh/<str:form>/", views.export, name="export"),
    path("<int:pk>/", views.family, name="family"),
    path("<int:pk>/riwayat/", views.history, name="history"),
    path("<int:pk>/kewajiban/", views.duties, name="duties"),
    path("<int:pk>/hitungan/<str:cycle>/", views.computation, name="computation"),
    path("<int:pk>/buka/", views.unmask, name="unmask"),
]
