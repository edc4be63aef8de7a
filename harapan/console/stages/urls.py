"""Addresses of this desk."""

from django.urls import path

from harapan.console.stages import views

app_name = "stages"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:cycle>/", views.stage, name="stage"),
    path("<slug:cycle>/kerja/", views.work, name="work"),
    path("<slug:cycle>/langkah/<slug:step>/", views.take, name="take"),
    path("<slug:cycle>/periksa/", views.review, name="review"),
    path("<slug:cycle>/dokumen/", views.papers, name="papers"),
    path("<slug:cycle>/berkas/", views.files, name="files"),
    path("<slug:cycle>/berkas/<int:pk>/ambil/", views.download, name="download"),
    path("<slug:cycle>/jawaban/", views.answers, name="answers"),
    path("<slug:cycle>/jawaban/baca/", views.read_lying, name="read_lying"),
    path("<slug:cycle>/rekonsiliasi/", views.reconciliation, name="reconciliation"),
    path("<slug:cycle>/buku/", views.books, name="books"),
    path("<slug:cycle>/unduh/<slug:table>.<slug:kind>", views.export, name="export"),
]
