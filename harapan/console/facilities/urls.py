"""Addresses of this desk."""

from django.urls import path, re_path

from harapan.console.facilities import claims, keeping, moving, views

app_name = "facilities"
CODE = r"(?P<code>[A-Z0-9][A-Z0-9.-]{2,19})"
urlpatterns = [
    path("", views.index, name="index"),
    path("unduh.<str:form>", views.export, name="export"),
    path("baru/", keeping.new, name="new"),
    path("tanpa/", views.nowhere, name="nowhere"),
    path("klaim/", claims.index, name="claims"),
    path("klaim/<int:pk>/", claims.decide, name="decide"),
    path("anggota/<int:pk>/<str:word>/", moving.member, name="member"),
    re_path(rf"^{CODE}/$", views.facility, name="facility"),
    re_path(rf"^{CODE}/tunggu/$", views.waits, name="waits"),
    re_path(rf"^{CODE}/daftar\.(?P<form>\w+)$", views.roll, name="roll"),
    re_path(rf"^{CODE}/perbaiki/$", keeping.correct, name="correct"),
    re_path(rf"^{CODE}/tutup/$", keeping.close, name="close"),
    re_path(rf"^{CODE}/buka/$", keeping.reopen, name="reopen"),
    re_path(rf"^{CODE}/klaim/$", claims.claim, name="claim"),
]
