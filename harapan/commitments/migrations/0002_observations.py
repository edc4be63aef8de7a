"""Observations, a slice per month; corrections are rows of another table, so these never change."""

from django.db import migrations

from harapan.tables.operations import APPEND, append_only, grant, grant_sequence

OBSERVATION = """
CREATE TABLE commitments_observation (
    family bigint NOT NULL,
    member bigint NOT NULL,
    month date NOT NULL,
    open smallint NOT NULL,
    unexcused smallint NOT NULL,
    excused smallint NOT NULL,
    available boolean NOT NULL,
    reported boolean NOT NULL,
    village varchar(10) COLLATE "C" NOT NULL,
    duty varchar(20) NOT NULL,
    CONSTRAINT observation_month_is_a_first CHECK (extract(day FROM month) = 1),
    CONSTRAINT observation_is_absent_at_most_when_open
        CHECK (unexcused >= 0 AND excused >= 0 AND unexcused + excused <= open),
    CONSTRAINT observation_is_one_a_month PRIMARY KEY (month, member, duty)
) PARTITION BY LIST (month);
CREATE INDEX observation_village ON commitments_observation USING brin (village);
"""


class Migration(migrations.Migration):
    dependencies = [("commitments", "0001_initial"), ("tables", "0001_guards")]
    operations = [
        migrations.RunSQL(OBSERVATION, "DROP TABLE commitments_observation"),
        append_only("commitments_observation"),
        append_only("commitments_revision"),
        grant("commitments_observation", APPEND),
        grant("commitments_revision", APPEND),
        grant("commitments_waiver", APPEND),
        grant_sequence("commitments_revision_id_seq"),
        grant_sequence("commitments_waiver_id_seq"),
    ]
