from django.apps import AppConfig


class SnapshotsConfig(AppConfig):
    name = "harapan.snapshots"
    label = "snapshots"
