"""Which face answers which address."""

from django.urls import include, path

urlpatterns = [
    path("masuk/", include("harapan.staff.urls")),
    path("", include("harapan.public.urls")),
    path("", include("harapan.ui.urls")),
    path("", include("harapan.console.urls")),
]
handler403 = "harapan.ui.views.forbidden"
handler404 = "harapan.ui.views.not_found"
handler500 = "harapan.ui.views.broken"
