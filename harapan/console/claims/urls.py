"""Addresses of this desk."""

from django.urls import path

from harapan.console.claims import views

app_name = "claims"
urlpatterns = [
    path("", views.index, name="index"),
    path("unduh/<slug:form>/", views.export, name="export"),
    path("<int:pk>/", views.claim, name="claim"),
    path("<int:pk>/surat/", views.letter, name="letter"),
    path("<int:pk>/<slug:word>/", views.say, name="say"),
]
