"""Claims follow their family, know what banks gave back, and take a receipt once; who decides says what they saw."""

import django.db.models.functions.text
from django.db import migrations, models
from django.db.models import F, Q, Value

WHAT = [
    ("agreed", "Angsuran disepakati"),
    ("received", "Uang diterima kembali"),
    ("corrected", "Penerimaan dikoreksi"),
    ("proposed", "Penghapusan diusulkan"),
    ("taken_back", "Usulan penghapusan ditarik"),
    ("refused", "Penghapusan ditolak"),
    ("written_off", "Dihapuskan"),
    ("withdrawn", "Tagihan dicabut"),
    ("given_back", "Disetor bank ke kas negara"),
]

# As before, and: a receipt counts once, and for one family; a correction names its receipt; who corrects or writes off
# says what they had before them. One deposit is found however it is typed; claims of two families that name the same
# receipt at once wait for each other.
KEPT = """
CREATE OR REPLACE FUNCTION registry_overpayment_moves() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    claim registry_overpayment;
    receipt text := upper(replace(NEW.document, ' ', ''));
    open_sum bigint;
    left_sum bigint;
    noted bigint := 0;
    broken text;
BEGIN
    IF NEW.what = 'received' THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('receipt ' || receipt, 0));
    END IF;
    SELECT * INTO claim FROM registry_overpayment WHERE id = NEW.overpayment_id FOR UPDATE;
    open_sum := greatest(claim.amount - claim.received - claim.given_back - claim.written_off, 0);
    IF NEW.what IN ('received', 'corrected') THEN
        SELECT coalesce(sum(CASE what WHEN 'received' THEN amount ELSE -amount END), 0) INTO noted
        FROM registry_overpayment_word
        WHERE overpayment_id = claim.id AND what IN ('received', 'corrected')
          AND upper(replace(document, ' ', '')) = receipt;
    END IF;
    broken := CASE
        WHEN NEW.what = 'corrected' AND claim.state = 'proposed' THEN 'overpayment_is_corrected_before_its_write_off'
        WHEN NOT (CASE NEW.what
            WHEN 'agreed' THEN claim.state = 'open'
            WHEN 'received' THEN claim.state IN ('open', 'proposed')
            WHEN 'corrected' THEN claim.state IN ('open', 'settled')
            WHEN 'proposed' THEN claim.state = 'open'
            WHEN 'given_back' THEN claim.state <> 'withdrawn'
            WHEN 'withdrawn' THEN claim.state <> 'withdrawn' AND claim.received = 0 AND claim.written_off = 0
            ELSE claim.state = 'proposed' END) THEN 'overpayment_moves_along'
        WHEN NEW.what = 'taken_back' AND NEW."by" IS DISTINCT FROM claim.proposed_by
          OR NEW.what IN ('refused', 'written_off') AND NEW."by" = claim.proposed_by
            THEN 'overpayment_write_off_has_four_eyes'
        WHEN NEW.what = 'corrected' AND NEW.seen IS DISTINCT FROM claim.received
          OR NEW.what = 'written_off' AND NEW.seen IS DISTINCT FROM open_sum THEN 'overpayment_is_as_it_was_seen'
        WHEN NEW.what = 'received' AND noted > 0 THEN 'receipt_is_noted_once'
        WHEN NEW.what IN ('agreed', 'received') AND NEW.amount > open_sum
          OR NEW.what = 'corrected' AND NEW.amount > least(noted, claim.received)
          OR NEW.what = 'given_back' AND NEW.amount > claim.amount - claim.given_back THEN 'overpayment_comes_back_once'
        END;
    IF broken IS NULL AND NEW.what = 'received' AND EXISTS (
        SELECT FROM registry_overpayment_word AS word
        JOIN registry_overpayment AS other ON other.id = word.overpayment_id
        WHERE word.what IN ('received', 'corrected') AND upper(replace(word.document, ' ', '')) = receipt
          AND other.family <> claim.family
        GROUP BY other.id HAVING sum(CASE word.what WHEN 'received' THEN word.amount ELSE -word.amount END) > 0
    ) THEN
        broken := 'receipt_pays_for_one_family';
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'a claim that is % cannot be %: %', claim.state, NEW.what, broken
            USING ERRCODE = 'check_violation', CONSTRAINT = broken;
    END IF;
    IF NEW.what IN ('proposed', 'written_off') THEN
        NEW.amount := open_sum;
    END IF;
    claim.received := claim.received
        + CASE NEW.what WHEN 'received' THEN NEW.amount WHEN 'corrected' THEN -NEW.amount ELSE 0 END;
    claim.given_back := claim.given_back + CASE NEW.what WHEN 'given_back' THEN NEW.amount ELSE 0 END;
    claim.written_off := claim.written_off + CASE NEW.what WHEN 'written_off' THEN NEW.amount ELSE 0 END;
    left_sum := claim.amount - claim.received - claim.given_back - claim.written_off;
    UPDATE registry_overpayment SET
        received = claim.received,
        given_back = claim.given_back,
        written_off = claim.written_off,
        proposed_by = CASE WHEN NEW.what = 'proposed' THEN NEW."by" WHEN NEW.what IN ('refused', 'taken_back') THEN NULL
                      ELSE proposed_by END,
        decided_by = CASE NEW.what WHEN 'written_off' THEN NEW."by" WHEN 'proposed' THEN NULL ELSE decided_by END,
        settled_because = CASE
            WHEN NEW.what IN ('written_off', 'withdrawn') THEN left(coalesce(nullif(NEW.document, ''), NEW.because), 120)
            WHEN NEW.what IN ('received', 'given_back') AND left_sum <= 0 AND claim.state <> 'settled' THEN NEW.document
            WHEN NEW.what = 'corrected' AND left_sum > 0 THEN '' ELSE settled_because END,
        state = CASE
            WHEN NEW.what IN ('withdrawn', 'proposed') THEN NEW.what
            WHEN left_sum <= 0 THEN 'settled'
            WHEN NEW.what IN ('refused', 'taken_back', 'corrected') THEN 'open'
            ELSE claim.state END
    WHERE id = claim.id;
    RETURN NEW;
END $$;
"""

FOLLOW = """
CREATE FUNCTION registry_overpayment_follows() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE registry_overpayment SET village = NEW.village, facilitator = NEW.facilitator WHERE family = NEW.id;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION registry_overpayment_follows() FROM PUBLIC;
CREATE TRIGGER registry_overpayment_follows_the_family AFTER UPDATE OF village, facilitator ON registry_family
    FOR EACH ROW WHEN (OLD.village <> NEW.village OR OLD.facilitator IS DISTINCT FROM NEW.facilitator)
    EXECUTE FUNCTION registry_overpayment_follows();
UPDATE registry_overpayment AS claim SET village = family.village, facilitator = family.facilitator
FROM registry_family AS family
WHERE family.id = claim.family AND (claim.village, claim.facilitator) IS DISTINCT FROM (family.village, family.facilitator);
"""
STAY = """
DROP TRIGGER registry_overpayment_follows_the_family ON registry_family;
DROP FUNCTION registry_overpayment_follows();
"""

CAME_BACK = F("received") + F("given_back")


class Migration(migrations.Migration):
    dependencies = [("registry", "0013_arrivals")]
    operations = [
        migrations.AddField("overpayment", "given_back", models.BigIntegerField(db_default=0, default=0)),
        migrations.AddField("overpaymentword", "seen", models.BigIntegerField(null=True)),
        migrations.AlterField("overpaymentword", "what", models.CharField(choices=WHAT, max_length=11)),
        migrations.AddConstraint(
            "overpayment",
            models.CheckConstraint(
                condition=Q(given_back__gte=0, given_back__lte=F("amount")), name="overpayment_is_given_back_once"
            ),
        ),
        migrations.RemoveConstraint("overpaymentword", "overpayment_word_says_how_much"),
        migrations.AddConstraint(
            "overpaymentword",
            models.CheckConstraint(
                condition=~Q(what__in=["agreed", "received", "corrected", "given_back"])
                | Q(amount__gt=0, on__isnull=False),
                name="overpayment_word_says_how_much",
            ),
        ),
        migrations.RemoveConstraint("overpaymentword", "overpayment_word_rests_on_a_paper"),
        migrations.AddConstraint(
            "overpaymentword",
            models.CheckConstraint(
                condition=~Q(what__in=["received", "written_off", "given_back"]) | ~Q(document=""),
                name="overpayment_word_rests_on_a_paper",
            ),
        ),
        migrations.AddIndex("overpayment", models.Index(fields=["cycle", "family"], name="overpayment_cycle")),
        migrations.AddIndex(
            "overpayment",
            models.Index(
                fields=["village", "id"],
                condition=Q(amount__lt=CAME_BACK, received__gt=0),
                name="overpayment_too_much_back",
            ),
        ),
        migrations.AddIndex(
            "overpaymentword",
            models.Index(
                django.db.models.functions.text.Upper(
                    django.db.models.functions.text.Replace("document", Value(" "), Value(""))
                ),
                condition=Q(what__in=["received", "corrected"]),
                name="overpayment_receipt",
            ),
        ),
        migrations.AddIndex(
            "changerequest",
            models.Index(
                fields=["state_at"],
                condition=Q(state="applied", kind__in=["death", "caretaker_died"]),
                name="request_death",
            ),
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(FOLLOW, STAY),
    ]
