"""Addresses of this desk."""

from django.urls import path, re_path

from harapan.console.people import managing, mine, views

app_name = "people"
urlpatterns = [
    path("", views.index, name="index"),
    path("unduh.<str:kind>", views.export, name="export"),
    path("baru/", managing.take_on, name="take_on"),
    path("saya/", mine.me, name="me"),
    path("saya/sesi/<int:pk>/akhiri/", mine.end_session, name="end_session"),
    path("saya/sesi/akhiri-lainnya/", mine.end_others, name="end_others"),
    path("saya/bahasa/", mine.speak, name="speak"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/sandi/", managing.reset_password, name="reset_password"),
    re_path(rf"^(?P<pk>\d+)/(?P<word>{'|'.join(managing.STEPS)})/$", managing.step, name="step"),
]
