"""Pages look after sign-in: passwords, sessions, one-time codes, failed tries. Postings are never taken back."""

from django.db import migrations

from harapan.tables.operations import MACHINE, READ, WEB, WHOLE, grant, grant_sequence

OWN = {"staff_staff": "SELECT, INSERT, UPDATE", "staff_posting": "SELECT, INSERT, UPDATE"}
THEIRS = (
    "account_emailaddress",
    "account_emailconfirmation",
    "mfa_authenticator",
    "usersessions_usersession",
    "axes_accessattempt",
    "axes_accesslog",
    "axes_accessfailurelog",
    "axes_accessattemptexpiration",
)


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0003_signing_in"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
        ("axes", "0010_accessattemptexpiration"),
        ("sessions", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        *[grant(table, privileges, to=WEB) for table, privileges in OWN.items()],
        grant("staff_posting", "SELECT, INSERT, UPDATE", to=MACHINE),
        *[grant_sequence(f"{table}_id_seq", to=WEB) for table in OWN],
        grant_sequence("staff_posting_id_seq"),
        *[grant(table, WHOLE, to=login) for table in (*THEIRS, "django_session") for login in (WEB, MACHINE)],
        *[grant_sequence(f"{table}_id_seq", to=login) for table in THEIRS[:-1] for login in (WEB, MACHINE)],
        grant("django_content_type", READ, to=WEB),
    ]
