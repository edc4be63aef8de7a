"""A bank's officer sees the account lists of their own bank, once they were released; without a bank, none."""

from django.db import migrations

from harapan.tables.operations import ME, WEB

POSITION = "(SELECT harapan_position())"
HEADS = f"{POSITION} IN ('national', 'finance', 'treasury', 'auditor')"
OFFICERS = f"""
    {POSITION} = 'bank_officer' AND state <> 'written'
    AND bank = (SELECT nullif(facility, '') FROM staff_staff WHERE id = {ME})
"""
BEFORE = f"{POSITION} IN ('national', 'finance', 'treasury', 'bank_officer', 'auditor')"


def seen_by(rule: str) -> str:
    return f"ALTER POLICY intake_account_list_is_seen ON intake_account_list TO {WEB} USING ({rule})"


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_pairs_decided"), ("staff", "0005_codes_and_postings")]
    operations = [migrations.RunSQL(seen_by(f"{HEADS} OR {OFFICERS}"), seen_by(BEFORE))]
