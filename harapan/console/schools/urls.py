"""Addresses of this desk."""

from django.urls import path, register_converter

from harapan.console.schools import coverage, grid, importing, pages, paper, sent


class Code:
    """A school's number (NPSN): digits and capitals, so that no word of this desk is taken for one."""

    regex = "[0-9A-Z][0-9A-Z-]{4,19}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(Code, "facility")

app_name = "schools"
urlpatterns = [
    path("", pages.index, name="index"),
    path("cakupan/", coverage.index, name="coverage"),
    path("cakupan/unduh.<str:form>", coverage.export, name="export_coverage"),
    path("cakupan/jumlahkan/", coverage.count_again, name="count_again"),
    path("laporan/<int:pk>/", sent.report, name="report"),
    path("<facility:code>/", pages.school, name="school"),
    path("<facility:code>/impor/", importing.bring, name="bring"),
    path("<facility:code>/pengingat/", pages.reminder, name="reminder"),
    path("<facility:code>/<str:bulan>/kelas/", grid.grid, name="grid"),
    path("<facility:code>/<str:bulan>/formulir/", paper.paper, name="paper"),
]
