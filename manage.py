"""Django's own commands (migrate, makemigrations, shell) on our database; people use `harapan`."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harapan.settings")
    from django.core.management import execute_from_command_line

    from harapan import postgres

    postgres.ensure_running()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
