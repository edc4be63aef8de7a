"""The functions every later table leans on: refuse a change, make a partition, gather its statistics."""

from django.db import migrations

REFUSE_CHANGE = """
CREATE FUNCTION harapan_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed: a correction is a new row', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""

# Runs with the rights of its owner, so that the machine login may open a cycle without owning tables.
MAKE_PARTITION = """
CREATE FUNCTION harapan_make_partition(parent regclass, key text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    partition text := parent::text || '_' || translate(key, '-', '_');
    guarded boolean;
BEGIN
    IF key !~ '^[0-9a-z-]{1,20}$' THEN
        RAISE EXCEPTION 'not a partition key: %', key;
    END IF;
    IF (SELECT relkind FROM pg_class WHERE oid = parent) <> 'p'
       OR (SELECT relowner FROM pg_class WHERE oid = parent) <> current_user::regrole THEN
        RAISE EXCEPTION 'not one of our partitioned tables: %', parent;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext(partition));
    IF to_regclass(partition) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', partition, parent);
    EXECUTE format('ALTER TABLE %s ATTACH PARTITION %I FOR VALUES IN (%L)', parent, partition, key);
    SELECT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = parent AND tgname LIKE '%\\_is\\_never\\_truncated') INTO guarded;
    IF guarded THEN
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION harapan_refuse_change()',
                       partition || '_is_never_truncated', partition);
    END IF;
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION harapan_make_partition(regclass, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION harapan_make_partition(regclass, text) TO machine;
"""


# Only an owner may gather statistics; without them the planner takes ten million fresh rows for a handful.
GATHER_STATISTICS = """
CREATE FUNCTION harapan_gather_statistics(parent regclass, key text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT relowner FROM pg_class WHERE oid = parent) <> current_user::regrole THEN
        RAISE EXCEPTION 'not one of our tables: %', parent;
    END IF;
    EXECUTE format('ANALYZE %I', parent::text || coalesce('_' || translate(key, '-', '_'), ''));
END $$;
REVOKE ALL ON FUNCTION harapan_gather_statistics(regclass, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION harapan_gather_statistics(regclass, text) TO machine;
"""


class Migration(migrations.Migration):
    dependencies = []
    operations = [
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION harapan_refuse_change()"),
        migrations.RunSQL(GATHER_STATISTICS, "DROP FUNCTION harapan_gather_statistics(regclass, text)"),
        migrations.RunSQL(MAKE_PARTITION, "DROP FUNCTION harapan_make_partition(regclass, text)"),
    ]
