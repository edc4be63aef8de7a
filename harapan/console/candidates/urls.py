"""Addresses of this desk."""

from django.urls import path, re_path

from harapan.console.candidates import accounts, cards, confirming, decrees, groups, results, views, visiting

app_name = "candidates"
urlpatterns = [
    path("", views.plan, name="plan"),
    path("<int:pk>/", visiting.visit, name="visit"),
    path("<int:pk>/mulai/", visiting.begin, name="begin"),
    path("<int:pk>/periksa/", visiting.check, name="check"),
    path("<int:pk>/kirim/", visiting.send, name="send"),
    path("<int:pk>/foto/<int:number>/", visiting.photo, name="photo"),
    path("<int:pk>/tanya/<str:name>/", visiting.question, name="question"),
    path("konfirmasi/", confirming.reports, name="reports"),
    path("konfirmasi/sahkan/", confirming.confirm, name="confirm"),
    path("konfirmasi/<int:pk>/", confirming.report, name="report"),
    path("konfirmasi/<int:pk>/kembalikan/", confirming.give_back, name="give_back"),
    path("hasil/", results.results, name="results"),
    path("hasil/unduh.<str:form>", results.export, name="export"),
    path("penetapan/", decrees.decrees, name="decrees"),
    re_path(r"^penetapan/(?P<area>[1-9]\d{3})/$", decrees.decree, name="decree"),
    path("rekening/", accounts.accounts, name="accounts"),
    path("rekening/susun/", accounts.draw_up, name="draw_up"),
    path("rekening/jawaban/", accounts.answer, name="answer"),
    path("rekening/<int:pk>/", accounts.account_list, name="account_list"),
    path("rekening/<int:pk>/lepas/", accounts.release, name="release"),
    path("rekening/<int:pk>/berkas.<str:form>", accounts.file, name="file"),
    path("kartu/", cards.cards, name="cards"),
    path("kartu/<int:pk>/", cards.card, name="card"),
    path("kelompok/", groups.groups, name="groups"),
    re_path(r"^kelompok/(?P<village>[1-9]\d{9})/bentuk/$", groups.make, name="make_groups"),
    path("kelompok/<int:pk>/ubah/", groups.change, name="change_group"),
]
