"""Addresses of this desk."""

from django.urls import path, re_path

from harapan.console.changes import asking, deciding, looking, views

app_name = "changes"
urlpatterns = [
    path("", views.index, name="index"),
    path("unduh.<str:form>", views.export, name="export"),
    path("antrean/", views.queue, name="queue"),
    path("antrean/setujui/", deciding.approve_many, name="approve_many"),
    path("keluarga/<int:family>/", looking.history, name="history"),
    path("keluarga/<int:family>/baru/", asking.kinds, name="kinds"),
    path("keluarga/<int:family>/baru/<slug:kind>/", asking.draw_up, name="draw_up"),
    path("<int:pk>/", views.request_page, name="request"),
    path("<int:pk>/ubah/", asking.amend, name="amend"),
    path("<int:pk>/bukti/", asking.attach, name="attach"),
    path("<int:pk>/bukti/<int:evidence>/", looking.evidence, name="evidence"),
    re_path(rf"^(?P<pk>\d+)/(?P<word>{'|'.join(deciding.WORDS)})/$", deciding.say, name="say"),
]
