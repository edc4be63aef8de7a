from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "harapan.commitments"
    label = "commitments"
