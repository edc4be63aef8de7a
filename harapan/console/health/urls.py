"""Addresses of this desk."""

from django.urls import path

from harapan.console.health import children, coverage, paper, prevalence, units

app_name = "health"
urlpatterns = [
    path("", units.index, name="index"),
    path("anak/", children.index, name="children"),
    path("anak/unduh.<str:form>", children.export, name="export_children"),
    path("anak/<int:pk>/", children.child, name="child"),
    path("stunting/", prevalence.index, name="prevalence"),
    path("stunting/unduh.<str:form>", prevalence.export, name="export_prevalence"),
    path("cakupan/", coverage.index, name="coverage"),
    path("cakupan/unduh.<str:form>", coverage.export, name="export_coverage"),
    path("cakupan/jumlahkan/", coverage.count_again, name="count_again"),
    path("laporan/<int:pk>/", units.report, name="report"),
    path("unit/<str:code>/", units.unit, name="unit"),
    path("unit/<str:code>/pengingat/", coverage.reminder, name="reminder"),
    path("unit/<str:code>/<str:bulan>/kunjungan/", units.grid, name="grid"),
    path("unit/<str:code>/<str:bulan>/formulir/", paper.paper, name="paper"),
    path("unit/<str:code>/<str:bulan>/kesiapan/", units.readiness, name="readiness"),
]
