"""The functions every later table leans on: refuse a change, make a partition, gather its statistics."""

from django.db import migrations

from harapan.tables.operations import MACHINE

REFUSE_CHANGE = """
CREATE FUNCTION harapan_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed: a correction is a new row', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""

# These run with the rights of their owner, so that the machine login may open a cycle without owning tables.
# A slice is filled first, by whoever asked for it, and attached after: its indexes are then built once, sorted,
# and nobody keeps a right on it.
MAKE_SLICE = r"""
CREATE FUNCTION harapan_name_of_slice(parent regclass, key text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF key !~ '^[0-9a-z-]{1,20}$' THEN
        RAISE EXCEPTION 'not a partition key: %', key;
    END IF;
    IF (SELECT relkind FROM pg_class WHERE oid = parent) <> 'p'
       OR (SELECT relowner FROM pg_class WHERE oid = parent) <> current_user::regrole THEN
        RAISE EXCEPTION 'not one of our partitioned tables: %', parent;
    END IF;
    RETURN parent::text || '_' || translate(key, '-', '_');
END $$;

CREATE FUNCTION harapan_make_slice(parent regclass, key text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    slice text := harapan_name_of_slice(parent, key);
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(slice, 0));
    IF to_regclass(slice) IS NOT NULL THEN
        RETURN NULL;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', slice, parent);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO %I', slice, session_user);
    RETURN slice;
END $$;

CREATE FUNCTION harapan_attach_slice(parent regclass, key text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    slice text := harapan_name_of_slice(parent, key);
BEGIN
    EXECUTE format('ALTER TABLE %s ATTACH PARTITION %I FOR VALUES IN (%L)', parent, slice, key);
    IF session_user <> current_user THEN
        EXECUTE format('REVOKE ALL ON %I FROM %I', slice, session_user);
    END IF;
    IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = parent AND tgname LIKE '%\_is\_never\_truncated') THEN
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION harapan_refuse_change()',
                       slice || '_is_never_truncated', slice);
    END IF;
END $$;
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
"""

ONLY_FOR_THE_MACHINE = "".join(
    f"REVOKE ALL ON FUNCTION {function}(regclass, text) FROM PUBLIC; GRANT EXECUTE ON FUNCTION {function}(regclass, text) TO {MACHINE};"
    for function in ("harapan_make_slice", "harapan_attach_slice", "harapan_gather_statistics")
)


class Migration(migrations.Migration):
    dependencies = []
    operations = [
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION harapan_refuse_change()"),
        migrations.RunSQL(GATHER_STATISTICS, "DROP FUNCTION harapan_gather_statistics(regclass, text)"),
        migrations.RunSQL(
            MAKE_SLICE,
            """DROP FUNCTION harapan_attach_slice(regclass, text); DROP FUNCTION harapan_make_slice(regclass, text);
               DROP FUNCTION harapan_name_of_slice(regclass, text)""",
        ),
        migrations.RunSQL(ONLY_FOR_THE_MACHINE, migrations.RunSQL.noop),
    ]
