"""Address of the names of areas."""

from django.urls import path

from harapan.console.areas import views

app_name = "areas"
urlpatterns = [path("", views.offered, name="offered")]
