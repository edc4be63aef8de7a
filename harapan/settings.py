"""Settings. Everything that differs between places comes from the environment; docs/operating/settings.md lists it."""

import os
from pathlib import Path

from harapan import postgres

HOME = postgres.home()
POLICY = Path(os.environ.get("HARAPAN_POLICY", Path(__file__).parent.parent / "policy" / "pkh"))
PRODUCTION = os.environ.get("HARAPAN_PRODUCTION", "") == "1"

SECRET_KEY = os.environ.get("HARAPAN_SECRET_KEY", "" if PRODUCTION else "only-for-a-laptop-never-in-production")
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("HARAPAN_HOSTS", "127.0.0.1,localhost").split(",") if host]

INSTALLED_APPS = [
    "harapan.tables",
    "harapan.audit",
    "harapan.places",
    "harapan.staff",
    "harapan.registry",
    "harapan.commitments",
    "harapan.snapshots",
    "harapan.entitlements",
    "harapan.payments",
]

# The command line works as `machine`; migrations run as `owner`; the console will serve as `web`.
DATABASES = {"default": postgres.address("machine").django()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
USE_THOUSAND_SEPARATOR = False  # it would turn ids in pages into `12.136`

# A family book of a village fits in memory; a country streams. Rows per slice when frames meet tables.
SLICE = 250_000

# Whose money the banks move: the name, account and bank (BIC) of the programme, as every order names it.
PROGRAMME_ACCOUNT = {
    "name": os.environ.get("HARAPAN_DEBTOR_NAME", "Kementerian Sosial RI, PKH (contoh)"),
    "number": os.environ.get("HARAPAN_DEBTOR_ACCOUNT", "0000000000"),
    "bank": os.environ.get("HARAPAN_DEBTOR_BANK", "BRINIDJA"),
}
