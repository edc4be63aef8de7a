"""Addresses of this desk."""

from django.urls import path

from harapan.console.errands import views

app_name = "errands"
urlpatterns = [path("<int:pk>/", views.state, name="state")]
