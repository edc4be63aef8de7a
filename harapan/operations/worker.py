"""The worker: `python -m harapan.operations.worker` carries out what pages ask for, until it is told to stop."""

import os

import django

# It is `machine`, whatever login the one who started us had; Django must be set up before any model is imported.
os.environ["HARAPAN_LOGIN"] = "machine"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harapan.settings")
django.setup()

from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from harapan import postgres
from harapan.operations import care
from harapan.operations.letters import making

AT_ONCE = 4
"""Pieces of work and of care beside each other; more cycles than this are never open at once."""


def main() -> None:
    """Work until told to stop: first what a dead worker left, then what is asked for."""
    postgres.ensure_running()
    care.take_up_again()
    making.take_up_again()
    with app.replace_connector(PsycopgConnector(kwargs=connector_params())) as working:
        working.run_worker(queues=[care.QUEUE, "care"], concurrency=AT_ONCE, name="harapan", delete_jobs="always")


if __name__ == "__main__":
    main()
