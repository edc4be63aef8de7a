"""The door for a web server: granian, by `harapan serve`, or any other that speaks WSGI."""

import os

from django.core.wsgi import get_wsgi_application

from harapan import postgres

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harapan.settings")
postgres.ensure_running()  # while somebody serves, the embedded server stays
application = get_wsgi_application()
