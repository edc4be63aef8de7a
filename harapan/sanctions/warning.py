"""Early warning: families about to fall out or to be paid less, found set by set, by the law's own facts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Value, When

from harapan.audit.actions import Actor, record
from harapan.commitments.models import Waiver
from harapan.entitlements.models import Batch
from harapan.lib.dates import months_after, months_from
from harapan.lib.identifiers import range_of
from harapan.lib.progress import Progress, silent
from harapan.lib.refusals import Refusal
from harapan.policy.edition import Edition
from harapan.registry.fits import fits
from harapan.registry.models import Family, Member
from harapan.sanctions.models import Alert
from harapan.ui.words import Words

MONTHS_ABSENT: Final = 3
"""So many months missed in a row are worth a visit, whatever the quarter (issue 5, early warning; a setting)."""


class CannotLook(Refusal):
    """The calendar does not reach far enough to look ahead."""


@dataclass(frozen=True)
class Kind:
    """A reason to visit: what it is, and what to do there."""

    words: Words
    visit: Words
    tone: str = "warn"


ABSENT, ONCE_MORE, DORMANT, DECILE, CARETAKER = "absent", "once_more", "dormant", "decile", "caretaker"
KINDS = {
    ABSENT: Kind(
        Words("Tiga bulan berturut-turut kewajiban tidak terpenuhi", "A duty missed three months in a row"),
        Words("Kunjungi dan cari sebabnya: sakit, biaya, jarak?", "Visit and ask why: illness, cost, distance?"),
        "bad",
    ),
    ONCE_MORE: Kind(
        Words("Satu triwulan lagi tidak terpenuhi berarti usul sanksi", "One more missed quarter proposes a sanction"),
        Words("Jelaskan kewajiban dan akibatnya, buat kesepakatan.", "Explain the duties and agree on what to do."),
        "bad",
    ),
    "ends_early_childhood": Kind(
        Words("Anak usia dini akan melewati batas usia", "A small child is about to pass the age limit"),
        Words(
            "Pastikan anak terdaftar di SD dan tercatat di Dapodik/EMIS.", "See that the child is enrolled at school."
        ),
    ),
    "ends_pregnancy": Kind(
        Words("Kehamilan atau masa nifas berakhir", "A pregnancy, with its 42 days, ends"),
        Words("Catat kelahiran; daftarkan bayi pada KK dan posyandu.", "Record the birth and register the baby."),
    ),
    "ends_primary": Kind(
        Words("Murid SD akan tidak lagi memenuhi komponen", "A primary pupil is about to fit no component"),
        Words("Periksa kelanjutan sekolah dan data Dapodik/EMIS.", "Look at what school comes next, and its register."),
    ),
    "ends_junior_secondary": Kind(
        Words("Murid SMP akan tidak lagi memenuhi komponen", "A junior secondary pupil is about to fit no component"),
        Words("Periksa kelanjutan sekolah dan data Dapodik/EMIS.", "Look at what school comes next, and its register."),
    ),
    "ends_senior_secondary": Kind(
        Words("Murid SMA akan tidak lagi memenuhi komponen", "A senior secondary pupil is about to fit no component"),
        Words("Bicarakan pekerjaan atau kuliah; siapkan graduasi.", "Talk about work or college; prepare graduation."),
    ),
    "ends_severe_disability": Kind(
        Words("Komponen disabilitas berat akan berakhir", "The component of severe disability is about to end"),
        Words("Periksa asesmen disabilitasnya.", "Look at the assessment."),
    ),
    "ends_elderly": Kind(
        Words("Komponen lanjut usia akan berakhir", "The component of the elderly is about to end"),
        Words("Periksa tanggal lahirnya.", "Look at the date of birth."),
    ),
    DORMANT: Kind(
        Words("Bantuan tidak diambil beberapa tahap berturut-turut", "Aid not drawn for several stages in a row"),
        Words("Kunjungi: kartu hilang, pindah, atau meninggal?", "Visit: card lost, moved away, or died?"),
        "bad",
    ),
    DECILE: Kind(
        Words("Desil di atas batas", "Decile above the limit"),
        Words(
            "Periksa keadaan rumah; ajukan pemutakhiran DTSEN bila keliru.", "Look at the home; correct DTSEN if wrong."
        ),
    ),
    CARETAKER: Kind(
        Words("Pengurus meninggal, belum ada pengganti", "The caretaker died, and nobody has taken over"),
        Words(
            "Ajukan pengurus pengganti agar bantuan tidak tertahan.", "Ask for a successor, so that aid is not held."
        ),
        "bad",
    ),
}
"""By name; `ends_` and a component's name where a member is about to fit no component at all."""


@dataclass(frozen=True)
class Ahead:
    """What one looks ahead from: the day, the law of now, and that of the stage to come."""

    day: date
    now: Edition
    coming: Edition
    area: str

    @property
    def range(self) -> tuple[str, str]:
        return range_of(self.area)


DORMANT_IN = tuple[str, dict[str, Any]]
"""A question of the room above, about families and stages without a transaction: its SQL and its values."""


@transaction.atomic
def look_ahead(ahead: Ahead, *, dormant: DORMANT_IN | None = None, by: Actor, progress: Progress = silent) -> int:
    """Make the warnings of an area anew. Returns how many there are."""
    Alert.objects.filter(village__range=ahead.range).delete()
    count = 0
    for look in (_components, _missing_again, _decile, _caretaker, _absent):
        count += look(ahead)
        progress(1)
    count += _dormant(ahead, *dormant) if dormant else 0
    progress(1)
    record("alerts.made", Alert(pk=0), by=by, area=ahead.area, alerts=count)
    return count


LOOKS: Final = 6


def _families(ahead: Ahead) -> QuerySet[Family]:
    """Families of the area that a stage computes."""
    return Family.objects.filter(village__range=ahead.range, participation__in=ahead.now.programme.computed_states)


def _components(ahead: Ahead) -> int:
    """Members who fit a component now, and none when the next stage begins."""
    fit_now = [(one.name, fits(one, ahead.now)) for one in ahead.now.components]
    then = reduce(or_, (fits(one, ahead.coming) for one in ahead.coming.components))
    members = (
        Member.objects.filter(village__range=ahead.range, family__participation__in=ahead.now.programme.computed_states)
        .filter(reduce(or_, (q for _, q in fit_now)))
        .annotate(later=Case(When(then, then=Value(True)), default=Value(False)))
        .filter(later=False)
        .annotate(name_of=Case(*(When(q, then=Value(f"ends_{name}")) for name, q in fit_now), default=Value("")))
    )
    rows = members.values_list("name_of", "family_id", "pk", "village", "facilitator")
    return _keep(rows, ahead, day=ahead.coming.stage.first_day)


def _decile(ahead: Ahead) -> int:
    """Families whose known decile the law of the next stage excludes."""
    limits = [one.condition.value for one in ahead.coming.exclusions if one.condition.value.fact == "decile_at_most"]
    if not limits:
        return 0
    above = _families(ahead).filter(decile__gt=min(int(one["most"]) for one in limits))
    return _of_families(above, DECILE, ahead, day=ahead.coming.stage.first_day)


def _caretaker(ahead: Ahead) -> int:
    dead = Member.objects.filter(pk=OuterRef("caretaker"), died_on__isnull=False)
    return _of_families(_families(ahead).filter(Exists(dead)), CARETAKER, ahead)


def _missing_again(ahead: Ahead) -> int:
    """Families that missed the last quarter judged, one before the number at which the law proposes something."""
    steps = ahead.now.consequences.proposals
    last = Batch.objects.filter(approved_by__isnull=False, run__kind="main").order_by("-approved_at").first()
    if steps is None or last is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO sanctions_alert (kind, family, member, village, facilitator, day, seen, looked_on)
            SELECT %s, home.id, NULL, home.village, home.facilitator, %s, owed.quarters_missed, %s
            FROM entitlements_entitlement AS owed JOIN registry_family AS home ON home.id = owed.family
            WHERE owed.cycle = %s AND owed.run = %s AND owed.verdict = 'missed' AND owed.quarters_missed = ANY(%s)
              AND home.village BETWEEN %s AND %s
            ON CONFLICT DO NOTHING
            """,
            [
                ONCE_MORE,
                ahead.coming.stage.first_day,
                ahead.day,
                last.cycle,
                last.run_id,
                [quarters - 1 for quarters, _ in steps.value if quarters > 1],
                *ahead.range,
            ],
        )
        return int(cursor.rowcount)


# The engine's tests of a month (harapan/engine/duties.py), as a question to the ledger; a test holds them to the same
# answers. The newest word on a month counts.
ABSENCES = """
    INSERT INTO sanctions_alert (kind, family, member, village, facilitator, day, seen, looked_on)
    WITH seen AS (
        SELECT family, member, duty, month, open, unexcused, available, reported FROM commitments_observation AS first
        WHERE month = ANY(%(months)s) AND village BETWEEN %(low)s AND %(high)s
          AND NOT EXISTS (SELECT FROM commitments_revision AS later
                          WHERE (later.month, later.member, later.duty) = (first.month, first.member, first.duty))
        UNION ALL
        SELECT family, member, duty, month, open, unexcused, available, reported FROM (
            SELECT DISTINCT ON (month, member, duty) * FROM commitments_revision
            WHERE month = ANY(%(months)s) AND village BETWEEN %(low)s AND %(high)s
            ORDER BY month, member, duty, id DESC
        ) AS revised
    ), law AS (
        SELECT * FROM unnest(%(duties)s::text[], %(percents)s::int[]) AS law(duty, percent)
    ), waived AS (
        SELECT * FROM unnest(%(areas)s::text[], %(waived)s::text[], %(firsts)s::date[], %(lasts)s::date[])
            AS waived(area, duty, first_month, last_month)
    )
    SELECT %(kind)s, home.id, seen.member, home.village, home.facilitator, %(day)s, seen.duty, %(day)s
    FROM seen JOIN law USING (duty) JOIN registry_family AS home ON home.id = seen.family
    WHERE available AND reported AND open > 0
      AND CASE WHEN percent IS NULL THEN unexcused > 0 ELSE (open - unexcused) * 100 < open * percent END
      AND home.participation = ANY(%(states)s)
      AND NOT EXISTS (SELECT FROM waived WHERE seen.month BETWEEN waived.first_month AND waived.last_month
                      AND (waived.duty = '' OR waived.duty = seen.duty) AND starts_with(home.village, waived.area))
    GROUP BY home.id, seen.member, seen.duty, home.village, home.facilitator
    HAVING count(DISTINCT seen.month) >= %(least)s
    ON CONFLICT DO NOTHING
"""


def _absent(ahead: Ahead) -> int:
    duties = [one for one in ahead.now.duties if one.months_to_miss and not one.only_warns]
    waivers = [*_national(ahead.now), *Waiver.objects.values_list("area", "duty", "first_month", "last_month")]
    low, high = ahead.range
    asked: dict[str, Any] = {
        "kind": ABSENT,
        "months": _months_before(ahead.day),
        "low": low,
        "high": high,
        "day": ahead.day,
        "duties": [one.kind for one in duties],
        "percents": [one.attendance_percent.value if one.attendance_percent else None for one in duties],
        "states": list(ahead.now.programme.computed_states),
        "areas": [row[0] for row in waivers],
        "waived": [row[1] for row in waivers],
        "firsts": [row[2] for row in waivers],
        "lasts": [row[3] for row in waivers],
        "least": MONTHS_ABSENT,
    }
    with connection.cursor() as cursor:
        cursor.execute(ABSENCES, asked)
        return int(cursor.rowcount)


def _national(law: Edition) -> Iterator[tuple[str, str, date, date]]:
    for one in law.waivers:
        for duty in one.duties or ("",):
            yield "", duty, one.first_month, one.last_month


def _months_before(day: date) -> list[date]:
    """The last months that are over, as many as have to be missed."""
    return list(months_from(months_after(day.replace(day=1), -MONTHS_ABSENT), MONTHS_ABSENT))


def _dormant(ahead: Ahead, question: str, values: dict[str, Any]) -> int:
    low, high = ahead.range
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO sanctions_alert (kind, family, member, village, facilitator, day, seen, looked_on)
            SELECT %(kind)s, home.id, NULL, home.village, home.facilitator, %(day)s, '', %(day)s
            FROM ({question}) AS idle JOIN registry_family AS home ON home.id = idle.family
            WHERE home.village BETWEEN %(low)s AND %(high)s
            ON CONFLICT DO NOTHING
            """,
            {**values, "kind": DORMANT, "day": ahead.day, "low": low, "high": high},
        )
        return int(cursor.rowcount)


def _of_families(families: QuerySet[Family], kind: str, ahead: Ahead, *, day: date | None = None) -> int:
    rows = families.annotate(kind=Value(kind)).values_list("kind", "pk", F("caretaker") * 0, "village", "facilitator")
    return _keep(rows, ahead, day=day or ahead.day)


def _keep(rows: QuerySet[Any, Any], ahead: Ahead, *, day: date) -> int:
    """Rows of kind, family, member, village, facilitator become warnings, without leaving the database."""
    sql, params = rows.order_by().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO sanctions_alert (kind, family, member, village, facilitator, day, seen, looked_on)
            SELECT found.kind, found.family, nullif(found.member, 0), found.village, found.facilitator, %s, '', %s
            FROM ({sql}) AS found(kind, family, member, village, facilitator)
            ON CONFLICT DO NOTHING
            """,
            [day, ahead.day, *params],
        )
        return int(cursor.rowcount)


def ahead_of(day: date, area: str, *, edition: Callable[[str], Edition], stages: dict[str, date]) -> Ahead:
    """What a day looks ahead from, by the calendar: the stage that has begun, and the next one. Where the calendar has
    not been carried on yet, the law of today is taken to hold in the months to come.
    """
    begun = [cycle for cycle, first in stages.items() if first <= day]
    coming = [cycle for cycle, first in stages.items() if first > day]
    if not begun:
        raise CannotLook("kalender belum memuat hari ini", "the calendar does not reach this day")
    now = edition(begun[-1])
    return Ahead(day, now, edition(coming[0]) if coming else _carried_on(now), area)


def _carried_on(now: Edition) -> Edition:
    months = now.stage.months
    later = months_from(months_after(months[-1], 1), len(months))
    return replace(now, stage=replace(now.stage, months=later))
