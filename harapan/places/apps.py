from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "harapan.places"
    label = "places"
