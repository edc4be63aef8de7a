from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "harapan.entitlements"
    label = "entitlements"
