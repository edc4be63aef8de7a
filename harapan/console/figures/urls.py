"""Addresses of this desk."""

from django.urls import path

from harapan.console.figures import downloads, noting, views

app_name = "figures"
urlpatterns = [
    path("", views.index, name="index"),
    path("peta/", views.map_, name="map"),
    path("peringkat/", views.ranking, name="ranking"),
    path("banding/", views.compare, name="compare"),
    path("tren/", views.trend, name="trend"),
    path("beban/", views.load, name="load"),
    path("terbitan/", views.published, name="published"),
    path("terbitan/baru/", noting.add, name="add_published"),
    path("terbitan/<slug:key>/", noting.correct, name="correct_published"),
    path("unduh.csv", downloads.sums_csv, name="sums_csv"),
    path("unduh.xlsx", downloads.sums_xlsx, name="sums_xlsx"),
    path("peta.svg", downloads.map_svg, name="map_svg"),
    path("tren.csv", downloads.trend_csv, name="trend_csv"),
    path("beban.csv", downloads.load_csv, name="load_csv"),
    path("terbitan.csv", downloads.published_csv, name="published_csv"),
]
