"""Addresses of this desk."""

from django.urls import path

from harapan.console.sanctions import impact, views, waivers

app_name = "sanctions"
urlpatterns = [
    path("", views.index, name="index"),
    path("unduh/<str:form>/", views.export, name="export"),
    path("dampak/", impact.impact, name="impact"),
    path("dampak/unduh/<str:form>/", impact.export, name="export_facilities"),
    path("susun/", views.make, name="make"),
    path("beritahu/", views.notify, name="notify"),
    path("cetak/", views.print_notices, name="print"),
    path("pengecualian/", waivers.index, name="waivers"),
    path("pengecualian/<int:pk>/putus/", waivers.rule, name="rule_waiver"),
    path("<int:pk>/", views.case, name="case"),
    path("<int:pk>/<slug:what>/", views.say, name="say"),
]
