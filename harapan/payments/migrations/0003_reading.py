"""Payments are read with their families; files, papers and balances by all staff."""

from django.db import migrations

from harapan.tables.operations import readable


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_ledger"), ("tables", "0002_scope")]
    operations = [
        readable("payments_ceiling", "staff"),
        readable("payments_treasury_paper", "staff"),
        readable("payments_file", "staff"),
        readable("payments_payment", "families"),
        readable("payments_hold", "families"),
        readable("payments_bank_answer", "staff"),
        readable("payments_odd_line", "lines"),
        readable("payments_ledger", "areas"),
        readable("payments_balance", "staff"),
        readable("payments_usage_file", "staff"),
        readable("payments_usage", "areas"),
    ]
