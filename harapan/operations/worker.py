"""The worker: `python -m harapan.operations.worker` carries out what pages ask for, until it is told to stop."""

import os

import django

os.environ["HARAPAN_LOGIN"] = "machine"  # whatever login the one who started us had
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harapan.settings")
django.setup()

from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from harapan import postgres


def main() -> None:
    """Work until a signal says that it is enough; a step under way is finished first."""
    postgres.ensure_running()
    with app.replace_connector(PsycopgConnector(kwargs=connector_params())) as working:
        working.run_worker(queues=["work", "care"], concurrency=2, name="harapan", delete_jobs="successful")


if __name__ == "__main__":
    main()
