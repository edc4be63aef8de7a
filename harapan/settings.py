"""Settings. Everything that differs between places comes from the environment; docs/operating/settings.md lists it."""

import os
from pathlib import Path
from typing import Any, cast

from csp.constants import NONE, SELF

from harapan import postgres
from harapan.postgres import LOGINS, Login
from harapan.ui.log import LEVELS, logging_settings

HOME = postgres.home()
POLICY = Path(os.environ.get("HARAPAN_POLICY", Path(__file__).parent.parent / "policy" / "pkh"))
PRODUCTION = os.environ.get("HARAPAN_PRODUCTION", "") == "1"

SECRET_KEY = os.environ.get("HARAPAN_SECRET_KEY", "" if PRODUCTION else "only-for-a-laptop-never-in-production")
DEBUG = False
MFA_KEY = os.environ.get("HARAPAN_MFA_KEY", "")
ALLOWED_HOSTS = [host for host in os.environ.get("HARAPAN_HOSTS", "127.0.0.1,localhost").split(",") if host]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "harapan.staff",  # before allauth: our templates win over theirs
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "procrastinate.contrib.django",
    "harapan.tables",
    "harapan.ui",
    "harapan.audit",
    "harapan.places",
    "harapan.letters",
    "harapan.registry",
    "harapan.intake",
    "harapan.commitments",
    "harapan.meetings",
    "harapan.snapshots",
    "harapan.entitlements",
    "harapan.sanctions",
    "harapan.payments",
    "harapan.coordination",
    "harapan.operations",
    "harapan.console",
    "harapan.public",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "harapan.ui.request_lines.RequestLines",
    "harapan.ui.headers.careful_headers",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "harapan.ui.language.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "harapan.staff.middleware.staff_scope",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "harapan.ui.htmx.whole_page_to_the_door",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "harapan.staff.gate.first_things_first",
]
ROOT_URLCONF = "harapan.urls"
WSGI_APPLICATION = "harapan.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "harapan.ui.context.everywhere",
            ],
            "builtins": ["harapan.ui.templatetags.harapan"],
        },
    }
]

# The command line and the worker are `machine`; migrations run as `owner`; pages are `web`, bound by row security.
LOGIN = cast(Login, os.environ.get("HARAPAN_LOGIN", "machine"))
assert LOGIN in LOGINS, f"HARAPAN_LOGIN is one of {', '.join(LOGINS)}"
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **postgres.address(LOGIN).django(),
        "CONN_MAX_AGE": 600 if LOGIN == "web" else 0,
        "CONN_HEALTH_CHECKS": LOGIN == "web",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
USE_THOUSAND_SEPARATOR = False  # it would turn ids in pages into `12.136`

# Who signs in, and how.
AUTH_USER_MODEL = "staff.Staff"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "harapan.staff.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = False  # allauth counts in one process only; axes counts in the database
ACCOUNT_FORMS = {
    "login": "harapan.staff.forms.SignInForm",
    "reauthenticate": "harapan.staff.forms.PasswordAgainForm",
    "change_password": "harapan.staff.forms.NewPasswordForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Harapan"
MFA_ADAPTER = "harapan.staff.adapter.CodesAdapter"
MFA_FORMS = {
    "authenticate": "harapan.staff.forms.CodeForm",
    "reauthenticate": "harapan.staff.forms.CodeAgainForm",
    "activate_totp": "harapan.staff.forms.FirstCodeForm",
}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = "harapan.staff.lockout.what_counts"
AXES_CLIENT_IP_CALLABLE = "harapan.staff.lockout.client_address"
AXES_LOCKOUT_CALLABLE = "harapan.staff.lockout.closed_door"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # ours is the audit log
AXES_SENSITIVE_PARAMETERS = ["login", "username", "password", "code", "csrfmiddlewaretoken"]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What pages may load: our own files, and nothing inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
STATIC_URL = "static/"
STATIC_ROOT = os.environ.get("HARAPAN_STATIC") or None
WHITENOISE_USE_FINDERS = True  # no collecting step on a laptop
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_SSL_REDIRECT = os.environ.get("HARAPAN_HTTPS", "1") == "1"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 86_400
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^sehat/$"]  # whoever watches the machine asks it directly
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sesi", "__Host-csrf"
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

# Lines for whoever keeps the machines; never a name, a number of a person or what somebody typed.
LOG_LEVEL = os.environ.get("HARAPAN_LOG", "info" if PRODUCTION else "warning")
assert LOG_LEVEL in LEVELS, f"HARAPAN_LOG is one of {', '.join(LEVELS)}"
LOGGING = logging_settings(LOG_LEVEL)

# A family book of a village fits in memory; a country streams. Rows per slice when frames meet tables.
SLICE = 250_000

# Outside lists: how large a file pages take, and how much memory the process that opens a spreadsheet may hold, in MB.
IMPORT_MB = int(os.environ.get("HARAPAN_IMPORT_MB", "400"))
IMPORT_MEMORY_MB = int(os.environ.get("HARAPAN_IMPORT_MEMORY_MB", "1500"))

# How many days rows of outside lists and of candidate lists stay after the last thing that happened to the list.
LISTS_KEPT_DAYS = int(os.environ.get("HARAPAN_LISTS_KEPT_DAYS", "365"))

# Whose money the banks move: the name, account and bank (BIC) of the programme, as every order names it.
PROGRAMME_ACCOUNT = {
    "name": os.environ.get("HARAPAN_DEBTOR_NAME", "Kementerian Sosial RI, PKH (contoh)"),
    "number": os.environ.get("HARAPAN_DEBTOR_ACCOUNT", "0000000000"),
    "bank": os.environ.get("HARAPAN_DEBTOR_BANK", "BRINIDJA"),
}

# Letters: who writes them, and under which address the world checks them.
LETTERHEAD = Path(os.environ.get("HARAPAN_LETTERHEAD", Path(__file__).parent / "letters" / "letterhead.toml"))
PUBLIC_ADDRESS = os.environ.get("HARAPAN_ADDRESS", "http://127.0.0.1:8000")
PROXIES = int(os.environ.get("HARAPAN_PROXIES", "0"))
"""How many proxies of our own stand before the pages: so many last entries of `X-Forwarded-For` are believed."""
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
