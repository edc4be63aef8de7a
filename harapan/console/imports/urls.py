"""Addresses of this desk."""

from django.urls import path, re_path

from harapan.console.imports import bringing, views

app_name = "imports"
urlpatterns = [
    path("", views.index, name="index"),
    path("baru/<slug:kind>/", bringing.new, name="new"),
    path("<int:pk>/", views.upload, name="upload"),
    path("<int:pk>/kolom/", bringing.columns, name="columns"),
    path("<int:pk>/baris.<str:form>", views.export, name="export"),
    re_path(r"^(?P<pk>\d+)/(?P<word>baca|terapkan|batalkan|buang)/$", bringing.press, name="press"),
]
