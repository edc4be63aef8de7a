from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "harapan.tables"
    label = "tables"
