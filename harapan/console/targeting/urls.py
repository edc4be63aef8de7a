"""Addresses of this desk."""

from django.urls import path

from harapan.console.targeting import deliberations, lists, views

app_name = "targeting"
urlpatterns = [
    path("", views.index, name="index"),
    path("kuota/", views.quotas, name="quotas"),
    path("daftar/", lists.index, name="lists"),
    path("daftar/susun/", lists.draw_up, name="draw_up"),
    path("daftar/<int:pk>/", lists.one, name="list"),
    path("daftar/<int:pk>/unduh.<str:kind>", lists.export, name="export"),
    path("daftar/<int:pk>/tetapkan/", lists.make, name="make"),
    path("daftar/<int:pk>/batalkan/", lists.undo, name="undo"),
    path("musyawarah/", deliberations.index, name="deliberations"),
    path("musyawarah/baru/", deliberations.new, name="new_deliberation"),
    path("musyawarah/<int:pk>/", deliberations.one, name="deliberation"),
    path("musyawarah/<int:pk>/berita-acara/", deliberations.minutes, name="minutes"),
    path("usulan/", deliberations.proposals, name="proposals"),
    path("usulan/<int:pk>/putus/", deliberations.decide, name="decide"),
]
