"""The command line, `harapan`: each module a group of commands, each command one verb of a room."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harapan.settings")
django.setup()

from harapan.cli.main import app, run

__all__ = ["app", "run"]
