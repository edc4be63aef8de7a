"""Addresses of this desk."""

from django.urls import path

from harapan.console.meetings import calls, coverage, groups, held, reports, sheet, visits

app_name = "meetings"
urlpatterns = [
    path("", groups.index, name="index"),
    path("kelompok/<int:pk>/", groups.group, name="group"),
    path("kelompok/<int:pk>/rencana/", groups.plan, name="plan"),
    path("kelompok/<int:pk>/daftar-hadir/", groups.attendance_list, name="attendance_list"),
    path("kelompok/<int:pk>/kartu/", groups.cards, name="cards"),
    path("kelompok/<int:pk>/sesi/", sheet.hold, name="hold"),
    path("pertemuan/<int:pk>/", held.meeting, name="meeting"),
    path("pertemuan/<int:pk>/perbaiki/", sheet.correct, name="correct"),
    path("pertemuan/<int:pk>/batalkan/", held.withdraw, name="withdraw"),
    path("pertemuan/<int:pk>/foto/", held.add_photo, name="add_photo"),
    path("foto/<int:pk>/", held.photo, name="photo"),
    path("cakupan/", coverage.index, name="coverage"),
    path("cakupan/unduh.<str:form>", coverage.export, name="export_coverage"),
    path("cakupan/jumlahkan/", coverage.count_again, name="count_again"),
    path("kunjungan/", visits.index, name="visits"),
    path("kunjungan/unduh.<str:form>", visits.export, name="export_visits"),
    path("kunjungan/baru/", visits.choose, name="choose_family"),
    path("kunjungan/baru/<int:family>/", visits.tell, name="tell_visit"),
    path("kunjungan/<int:pk>/", visits.visit, name="visit"),
    path("kunjungan/<int:pk>/perbaiki/", visits.correct, name="correct_visit"),
    path("uji-petik/", calls.index, name="calls"),
    path("uji-petik/ambil/", calls.draw, name="draw"),
    path("uji-petik/<int:pk>/", calls.call, name="call"),
    path("laporan/", reports.report, name="report"),
    path("laporan/buat/", reports.make, name="make_report"),
]
