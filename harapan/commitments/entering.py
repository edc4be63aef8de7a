"""Reports go into the ledger: each line is a first word, a revision, nothing new, or refused with its reason."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.db import connection, transaction

from harapan.audit.actions import record, record_all
from harapan.commitments.models import Entry, Report
from harapan.commitments.reporting import CannotReport, one_at_a_time
from harapan.commitments.telling import digest_of
from harapan.lib.dates import month_of, months_after
from harapan.places.models import Facility
from harapan.staff.models import Staff
from harapan.tables.partitions import gather_statistics, make_partition
from harapan.ui.words import Words

P = Staff.Position
HELPERS: Final = {P.NATIONAL, P.DATA_ADMINISTRATOR, P.DINSOS}
"""Bring what facilities of their area say on paper or in files; the twin of the policy in the database."""
WHY: Final = {
    "not_attached": Words(
        "tidak ada di daftar satuan ini pada bulan itu", "was not on this facility's list that month"
    ),
    "unknown": Words("tidak dikenal di basis data", "is not known to the registry"),
    "not_theirs": Words("bukan keluarga dampingan pelapor", "is of no family of whoever reports"),
    "wrong_duty": Words("bukan kewajiban yang dilihat satuan ini", "is no duty that this facility sees"),
    "not_born": Words("belum lahir pada bulan itu", "was not born in that month"),
    "died": Words("sudah meninggal sebelum bulan itu", "had died before that month"),
    "too_many": Words("lebih banyak tidak hadir daripada yang jatuh tempo", "more was missed than was due"),
    "twice": Words("disebut dua kali dalam laporan yang sama", "is named twice in the same report"),
}
"""Why a line is refused, in the order in which that is asked."""
MANY: Final = 20_000
"""So many lines at once, and the planner is told what a month holds now."""
FEW: Final = 100
"""So many reports at once have a line of their own in the log."""


def may_report(staff: Staff) -> bool:
    """Says what was seen of duties: at a facility, for own families, or by files of an area."""
    return staff.active and staff.position in {P.PROVIDER, P.FACILITATOR, *HELPERS}


def complaint_about(report: Report, *, today: date, oldest: int | None, by: Staff) -> CannotReport | None:
    """Why a whole report cannot be taken, or None. `oldest` is for how many months one is (protocols.oldest_report).

    Lines are judged one by one when they are entered.
    """
    facility = Facility.objects.filter(code=report.facility).first()
    if report.by != by.pk or facility is None or not _is_for(by, facility):
        return CannotReport("laporan ini bukan tugas Anda", "this report is not yours to make")
    if facility.service != report.service:
        return CannotReport("satuan ini tidak melihat kewajiban itu", "this facility does not see that duty")
    if report.month > month_of(today):
        return CannotReport(
            f"bulan {report.month:%m-%Y} belum tiba", f"the month {report.month:%Y-%m} has not come yet"
        )
    if oldest is not None and months_after(report.month, oldest) < month_of(today):
        return CannotReport(
            f"laporan bulan {report.month:%m-%Y} tidak diterima lagi: paling lama {oldest} bulan sesudahnya",
            f"a report of {report.month:%Y-%m} is no longer taken: {oldest} months after it at the latest",
        )
    if facility.valid_to and facility.valid_to <= report.month:
        return CannotReport("satuan ini sudah tutup pada bulan itu", "this facility had closed by that month")
    if report.digest != digest_of(report):
        return CannotReport("isi laporan tidak cocok dengan tanda tangannya", "the report is not what was signed")
    return None


def _is_for(staff: Staff, facility: Facility) -> bool:
    """Facilitators report on their families, wherever these go; lines say which."""
    if staff.position == P.PROVIDER:
        return staff.facility == facility.code
    if staff.position in HELPERS:
        return any(facility.village.startswith(area) for area in staff.areas)
    return staff.position == P.FACILITATOR


@transaction.atomic
def enter(reports: Sequence[Report], services: Mapping[str, str], *, by: Staff) -> list[Entry]:
    """Enter reports of one person, however many, at once; those entered before stay as they are.

    `services` says which service sees each duty (protocols.service_of). A word that differs from the standing one is a
    revision; sick and permitted days are excused; what a reopened report said and its successor does not say again is
    not reported any more, unless somebody else has said something since. Reports of one month wait for each other.
    """
    numbers = [report.pk for report in reports]
    for month in sorted({report.month for report in reports}):
        one_at_a_time(month)
        make_partition("commitments_observation", month.isoformat())
    done = set(Entry.objects.filter(report__in=numbers).values_list("report_id", flat=True))
    new = [report for report in reports if report.pk not in done]
    with connection.cursor() as cursor:
        cursor.execute(
            ENTER,
            {
                "reports": [report.pk for report in new],
                "by": by.pk,
                "theirs": by.pk if by.position == P.FACILITATOR else None,
                "duties": list(services),
                "services": list(services.values()),
            },
        )
    _note(new, by)
    if sum(len(report.lines) for report in new) >= MANY:
        for month in {report.month for report in new}:
            gather_statistics("commitments_observation", month.isoformat())
    return list(Entry.objects.filter(report__in=numbers).order_by("report_id"))


def _note(reports: Sequence[Report], by: Staff) -> None:
    """What became of each report stands in its entry; of a whole file the log has one line."""
    if len(reports) <= FEW:
        record_all("duty_report.entered", reports, by=by)
    else:
        record("duty_report.entered", reports[-1], by=by, count=len(reports))


# One statement, since a class is told in a moment and a province in one go. `turn` orders words on one member, duty and
# month when several reports bring them: the first meets what stands in the ledger, each later one the word before.
# That there was no service takes nothing away from who was seen all the same.
ENTER = """
WITH RECURSIVE law AS (
    SELECT * FROM unnest(%(duties)s::text[], %(services)s::text[]) AS law(duty, service)
), report AS MATERIALIZED (
    SELECT told.*, (told.month + interval '1 month')::date AS next_month
    FROM commitments_report AS told WHERE told.id = ANY(%(reports)s)
), chain AS (
    SELECT id AS report, reopens_id AS link FROM report WHERE reopens_id IS NOT NULL
    UNION ALL
    SELECT chain.report, earlier.reopens_id FROM chain JOIN commitments_report AS earlier ON earlier.id = chain.link
    WHERE earlier.reopens_id IS NOT NULL
), said AS MATERIALIZED (
    SELECT report.id AS report, (line.told ->> 0)::bigint AS member, line.told ->> 1 AS duty,
           (line.told ->> 2)::int AS open, (line.told ->> 3)::int AS unexcused,
           (line.told ->> 4)::int + (line.told ->> 5)::int AS excused,
           least((line.told ->> 4)::int, (line.told ->> 5)::int) AS least, true AS reported, line.place
    FROM report CROSS JOIN LATERAL jsonb_array_elements(report.lines) WITH ORDINALITY AS line(told, place)
), absent AS (
    -- Nobody is named: there was no service for the whole class.
    SELECT report.id AS report, here.member, 'school_attendance' AS duty, 0 AS open, 0 AS unexcused, 0 AS excused,
           0 AS least, true AS reported, row_number() OVER (ORDER BY here.member) AS place
    FROM report JOIN commitments_attachment AS here ON here.facility = report.facility
        AND here.since < report.next_month AND (here.until IS NULL OR here.until >= report.next_month)
    WHERE report.service = 'school' AND NOT report.available AND report.lines = '[]'
      AND (report.grade IS NULL OR here.grade = report.grade)
      AND (report.class_name = '' OR here.class_name = report.class_name)
), unsaid AS (
    SELECT report.id, (line.told ->> 0)::bigint, line.told ->> 1, 0, 0, 0, 0, false, line.place
    -- Only where the word that stands is of the report that is corrected, or of those it corrected itself: what others
    -- have said since is not taken back with it.
    FROM report JOIN commitments_report AS before ON before.id = report.reopens_id
    CROSS JOIN LATERAL jsonb_array_elements(before.lines) WITH ORDINALITY AS line(told, place)
    LEFT JOIN LATERAL (
        SELECT said_in FROM (
            SELECT 0 AS place, 0::bigint AS id, first.report AS said_in FROM commitments_observation AS first
            WHERE (first.month, first.member, first.duty) =
                  (report.month, (line.told ->> 0)::bigint, line.told ->> 1)
            UNION ALL
            SELECT 1, later.id, later.report FROM commitments_revision AS later
            WHERE (later.month, later.member, later.duty) =
                  (report.month, (line.told ->> 0)::bigint, line.told ->> 1)
        ) AS ledger ORDER BY place DESC, id DESC LIMIT 1
    ) AS standing ON true
    WHERE (before.id = ANY(%(reports)s)
           OR EXISTS (SELECT FROM chain WHERE (chain.report, chain.link) = (report.id, standing.said_in)))
    AND NOT EXISTS (
        SELECT FROM said
        WHERE (said.report, said.member, said.duty) = (report.id, (line.told ->> 0)::bigint, line.told ->> 1)
    ) AND report.lines <> '[]' AND report.reopens_id IS NOT NULL
), judged AS MATERIALIZED (
    SELECT word.*, report.month, report.available, report.because, report.source, one.family_id AS family, one.village,
        CASE
            WHEN NOT EXISTS (
                SELECT FROM commitments_attachment AS here
                WHERE here.member = word.member AND here.facility = report.facility
                  AND here.since < report.next_month AND (here.until IS NULL OR here.until > report.month)
            ) THEN 'not_attached'
            WHEN one.id IS NULL OR one.same_as IS NOT NULL THEN 'unknown'
            WHEN %(theirs)s IS NOT NULL AND one.facilitator IS DISTINCT FROM %(theirs)s THEN 'not_theirs'
            WHEN law.service IS DISTINCT FROM report.service THEN 'wrong_duty'
            WHEN one.born >= report.next_month THEN 'not_born'
            WHEN one.died_on < report.month THEN 'died'
            WHEN least(word.open, word.unexcused, word.least) < 0 OR word.unexcused + word.excused > word.open
                OR word.open > 31 THEN 'too_many'
            WHEN row_number() OVER (PARTITION BY word.report, word.member, word.duty ORDER BY word.place) > 1
                THEN 'twice'
        END AS why
    FROM (SELECT * FROM said UNION ALL SELECT * FROM absent UNION ALL SELECT * FROM unsaid) AS word
    JOIN report ON report.id = word.report
    LEFT JOIN law ON law.duty = word.duty
    LEFT JOIN registry_member AS one ON one.id = word.member
), word AS MATERIALIZED (
    SELECT judged.*, CASE WHEN turn > 1 THEN lag(told) OVER words
                          WHEN NOT available AND came THEN told
                          ELSE standing END AS before
    FROM (
        SELECT judged.*, concat_ws(' ', open, unexcused, excused, available, reported) AS told,
               row_number() OVER (PARTITION BY month, member, duty ORDER BY report) AS turn
        FROM judged WHERE why IS NULL
    ) AS judged
    LEFT JOIN LATERAL (
        SELECT concat_ws(' ', open, unexcused, excused, available, reported) AS standing,
               available AND reported AND open > 0 AND unexcused = 0 AS came FROM (
            SELECT 0 AS place, 0::bigint AS id, open, unexcused, excused, available, reported
            FROM commitments_observation AS first
            WHERE (first.month, first.member, first.duty) = (judged.month, judged.member, judged.duty)
            UNION ALL
            SELECT 1, id, open, unexcused, excused, available, reported FROM commitments_revision AS later
            WHERE (later.month, later.member, later.duty) = (judged.month, judged.member, judged.duty)
        ) AS ledger ORDER BY place DESC, id DESC LIMIT 1
    ) AS ledger ON turn = 1
    WINDOW words AS (PARTITION BY month, member, duty ORDER BY turn)
), first AS (
    INSERT INTO commitments_observation (
        month, member, duty, family, village, open, unexcused, excused, available, reported, report
    )
    SELECT month, member, duty, family, village, open, unexcused, excused, available, true, report
    FROM word WHERE before IS NULL AND reported
), revised AS (
    INSERT INTO commitments_revision (
        month, member, duty, family, village, open, unexcused, excused, available, reported, because, report, "by"
    )
    SELECT month, member, duty, family, village, open, unexcused, excused, available, reported,
           left(CASE WHEN because <> '' THEN because ELSE 'laporan baru' END, 200), report, %(by)s
    FROM word WHERE before <> told ORDER BY turn, report
), counted AS (
    SELECT report, count(*) FILTER (WHERE before IS NULL AND reported) AS first,
           count(*) FILTER (WHERE before <> told) AS revised, count(*) FILTER (WHERE before = told) AS same
    FROM word GROUP BY report
), refused AS (
    SELECT report, count(*) AS lines,
           jsonb_agg(jsonb_build_array(member, duty, why) ORDER BY place) AS refusals
    FROM judged WHERE why IS NOT NULL AND reported GROUP BY report
)
INSERT INTO commitments_entry (report_id, first, revised, same, refused, refusals)
SELECT report.id, coalesce(counted.first, 0), coalesce(counted.revised, 0), coalesce(counted.same, 0),
       coalesce(refused.lines, 0), coalesce(refused.refusals, '[]')
FROM report LEFT JOIN counted ON counted.report = report.id LEFT JOIN refused ON refused.report = report.id
ORDER BY report.id
"""
