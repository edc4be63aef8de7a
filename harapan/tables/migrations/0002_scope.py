"""Who is signed in and what they may see, as row-level security asks it: unset or empty sees nothing."""

from django.db import migrations

# `harapan.areas` is a list of ranges of village codes, `6402000000-6402999999,...`; the first is the usual one.
SCOPE = """
CREATE FUNCTION harapan_lo() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(substr(current_setting('harapan.areas', true), 1, 10), '') $$;

CREATE FUNCTION harapan_hi() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(substr(current_setting('harapan.areas', true), 12, 10), '') $$;

CREATE FUNCTION harapan_further(village text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT EXISTS (
    SELECT FROM unnest(string_to_array(substr(current_setting('harapan.areas', true), 23), ',')) AS area
    WHERE village COLLATE "C" BETWEEN left(area, 10) AND right(area, 10)
) $$;

CREATE FUNCTION harapan_me() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('harapan.staff', true), '')::bigint $$;

CREATE FUNCTION harapan_position() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('harapan.position', true), '') $$;
"""

UNDONE = """
DROP FUNCTION harapan_lo, harapan_hi, harapan_further, harapan_me, harapan_position;
"""


class Migration(migrations.Migration):
    dependencies = [("tables", "0001_guards")]
    operations = [migrations.RunSQL(SCOPE, UNDONE)]
