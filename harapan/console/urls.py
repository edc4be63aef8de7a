"""Which desk answers which address."""

from django.urls import include, path

urlpatterns = [
    path("", include("harapan.console.home.urls")),
    path("keluarga/", include("harapan.console.families.urls")),
    path("perubahan/", include("harapan.console.changes.urls")),
    path("tahap/", include("harapan.console.stages.urls")),
    path("angka/", include("harapan.console.figures.urls")),
    path("jejak/", include("harapan.console.record.urls")),
    path("petugas/", include("harapan.console.people.urls")),
    path("surat/", include("harapan.console.letters.urls")),
    path("sanksi/", include("harapan.console.sanctions.urls")),
    path("peringatan-dini/", include("harapan.console.warning.urls")),
    path("sekolah/", include("harapan.console.schools.urls")),
    path("calon/", include("harapan.console.candidates.urls")),
    path("impor/", include("harapan.console.imports.urls")),
    path("faskes/", include("harapan.console.facilities.urls")),
    path("kesehatan/", include("harapan.console.health.urls")),
    path("p2k2/", include("harapan.console.meetings.urls")),
    path("mutu/", include("harapan.console.quality.urls")),
    path("kembar/", include("harapan.console.duplicates.urls")),
    path("pekerjaan/", include("harapan.console.errands.urls")),
    path("beban/", include("harapan.console.facilitators.urls")),
    path("sosialisasi/", include("harapan.console.outreach.urls")),
    path("lebih-bayar/", include("harapan.console.claims.urls")),
    path("wilayah/", include("harapan.console.areas.urls")),
    path("sasaran/", include("harapan.console.targeting.urls")),
]
