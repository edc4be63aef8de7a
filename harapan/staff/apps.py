from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "harapan.staff"
    label = "staff"
