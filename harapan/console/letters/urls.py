"""Addresses of this desk."""

from django.urls import path

from harapan.console.letters import views

app_name = "letters"
urlpatterns = [
    path("", views.index, name="index"),
    path("baru/<str:kind>/", views.new, name="new"),
    path("<int:pk>/", views.letter, name="letter"),
    path("<int:pk>/berkas/", views.file, name="file"),
    path("<int:pk>/cabut/", views.revoke, name="revoke"),
    path("lampiran/<int:pk>/", views.annex, name="annex"),
]
