"""A facilitator's monthly report: the nine work results (RHK), filled from what every room knows of their families."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from harapan.commitments.reporting import Seen, standing_of
from harapan.coordination.models import Gathering
from harapan.intake.models import Report
from harapan.letters import actions
from harapan.letters.drafts import Draft
from harapan.letters.models import Letter
from harapan.letters.wording import months_between
from harapan.lib.dates import months_after
from harapan.lib.rupiah import number, rupiah
from harapan.meetings.actions.notes import notes_of
from harapan.meetings.models import HomeVisit, Meeting, VisitFinding
from harapan.meetings.models.sessions import CURRENT
from harapan.meetings.modules import session_words, work_results
from harapan.meetings.queries import groups_visible_to, holds_sessions
from harapan.operations.letters.asking import NotYours
from harapan.operations.letters.common import NothingToTell, is_synthetic, signer, title_of
from harapan.payments.models import Payment, PaymentFile
from harapan.policy.beside import WorkResult
from harapan.registry.models import ChangeRequest, Family, Member, Participation, ParticipationMove
from harapan.registry.queries import IN_PROGRAMME
from harapan.staff.models import Staff

MUST_BE_TOLD = ("analysis", "directives", "news")
"""Results that no room has data of, or not all of it: the facilitator writes them before the report is made."""
PROGRAMME = "Program Keluarga Harapan (PKH)"
OUT = (Participation.GRADUATED_NATURAL, Participation.GRADUATED_INDEPENDENT, Participation.GRADUATION_CANDIDATE)
BINDING = (
    "school_attendance", "child_growth", "immunisation", "vitamin_a", "antenatal", "delivery", "postnatal",
    "elderly_check", "disability_check",
)  # fmt: skip
"""Duties of work result 3; family sessions are result 2."""

Line = tuple[str, str]


@dataclass(frozen=True)
class Month:
    """One facilitator's month."""

    staff: Staff
    first: date
    families: Sequence[int]

    @property
    def next(self) -> date:
        return months_after(self.first, 1)

    def within(self, field: str) -> Q:
        """The day of that name lies in the month."""
        return Q(**{f"{field}__gte": self.first, f"{field}__lt": self.next})


# -- asking ----------------------------------------------------------------------------------------------------------


def ask_for_report(month: date, *, queued: bool = True, by: Staff) -> Letter:
    """Have one's own report of a month made. Raises `NotYours`, or says which words are missing."""
    _refuse_unfinished(month, by)
    return actions.ask_for(
        Letter.Kind.MONTHLY,
        f"{month:%Y-%m}",
        area=by.area,
        facilitator=by.pk,
        subject={"facilitator": by.pk, "month": month.isoformat()},
        personal=False,
        queued=queued,
        by=by,
    )


def letters_of(staff: Staff, month: date) -> list[Letter]:
    """The reports of a month, newest first."""
    mine = Letter.objects.visible_to(staff).filter(kind=Letter.Kind.MONTHLY, period=f"{month:%Y-%m}")
    return list(mine.filter(facilitator=staff.pk).order_by("-pk")[:5])


def _refuse_unfinished(month: date, by: Staff) -> None:
    if not holds_sessions(by):
        raise NotYours("laporan bulanan disusun pendamping", "facilitators write monthly reports")
    notes = notes_of(by.pk, month)
    if missing := [result for result in work_results() if result.name in MUST_BE_TOLD and not notes.get(result.name)]:
        raise NothingToTell(
            f"isi dahulu: {', '.join(result.title.id for result in missing)}",
            f"fill in first: {', '.join(result.title.en for result in missing)}",
        )


# -- gathering -------------------------------------------------------------------------------------------------------


def gather(letter: Letter, by: Staff) -> Draft:
    """Figures of the month, and the facilitator's own words."""
    month = date.fromisoformat(str(letter.subject["month"]))
    if letter.subject.get("facilitator") != by.pk:
        raise NothingToTell("laporan ini disusun orang lain", "somebody else writes this report")
    _refuse_unfinished(month, by)
    own = Family.objects.filter(facilitator=by.pk, participation__in=IN_PROGRAMME)
    told, notes = Month(by, month, list(own.values_list("pk", flat=True))), notes_of(by.pk, month)
    where = title_of(by.area, month)
    results = [_result(one, told, notes.get(one.name, "")) for one in work_results()]
    months = months_between(month, month)
    data = {
        "about": f"Bulan {months}",
        "months": months,
        "name": by.name,
        "where": where,
        "programme": PROGRAMME,
        "families": len(told.families),
        "results": results,
        "signers": [signer(None, "Mengetahui, koordinator kabupaten/kota,"), signer(by.pk, "Pendamping sosial,")],
    }
    facts = {"families": len(told.families), "results": len(results)}
    return Draft("monthly", f"Laporan bulanan {by.name}, {months}", data, facts, is_synthetic())


def _result(result: WorkResult, month: Month, note: str) -> dict[str, object]:
    gatherer = GATHERERS.get(result.name)
    lines = [{"name": name, "value": value} for name, value in (gatherer(month) if gatherer else [])]
    return {"number": result.number, "title": result.title.id, "lines": lines, "note": note}


def distribution(month: Month) -> list[Line]:
    """Money sent to own families in files of the month, and what visits found about it."""
    files = PaymentFile.objects.filter(month.within("execute_on"), state=PaymentFile.State.RELEASED)
    sent = Payment.objects.filter(
        cycle__in=set(files.values_list("cycle", flat=True)),
        file__in=list(files.values_list("pk", flat=True)),
        family__in=month.families,
    ).aggregate(count=Count("family", distinct=True), rupiah=Sum("rupiah"))
    visits = _visits(month).filter(purpose="monitoring")
    flagged = VisitFinding.objects.filter(visit__in=_visits(month)).exclude(flags=[]).count()
    return [
        ("Keluarga yang dikirimi dana", number(sent["count"] or 0)),
        ("Nilai", rupiah(sent["rupiah"] or 0)),
        ("Kunjungan pemantauan penyaluran", number(visits.count())),
        ("Kunjungan dengan hal yang menonjol", number(flagged)),
    ]


def sessions(month: Month) -> list[Line]:
    """Meetings of own groups."""
    held = Meeting.objects.filter(CURRENT, month.within("held_on"), facilitator=month.staff.pk)
    sums = held.aggregate(Sum("present"), Sum("absent"), Sum("excused"))
    titles = sorted({session_words(code).id for code in held.values_list("session", flat=True)})
    groups = held.values("group").distinct().count()
    return [
        ("Kelompok yang bertemu", f"{number(groups)} dari {number(groups_visible_to(month.staff).count())}"),
        ("Pertemuan", number(held.count())),
        ("Sesi", "; ".join(titles) or "–"),
        (
            "Hadir / tidak hadir / izin",
            " / ".join(number(sums[f"{name}__sum"] or 0) for name in ("present", "absent", "excused")),
        ),
    ]


def verification(month: Month) -> list[Line]:
    """The ledger's last word on own members' duties of the month."""
    members = list(Member.objects.filter(family__in=month.families).values_list("pk", "family", "village"))
    asked = [
        Seen(month.first, member, duty, family, village) for member, family, village in members for duty in BINDING
    ]
    found = list(standing_of(asked).values())
    reported = [one for one in found if one[4]]
    return [
        ("Kewajiban anggota yang tercatat", number(len(found))),
        ("Sudah dilaporkan", number(len(reported))),
        ("Dengan ketidakhadiran tanpa izin", number(sum(one[1] > 0 for one in reported))),
        ("Layanan tidak tersedia", number(sum(not one[3] for one in found))),
        ("Kunjungan karena kewajiban belum dipenuhi", number(_visits(month).filter(purpose="commitment").count())),
    ]


def graduation(month: Month) -> list[Line]:
    """Own families that left, or are looked into."""
    moved = ParticipationMove.objects.filter(month.within("on"), facilitator=month.staff.pk, target__in=OUT)
    by_target = dict(moved.values_list("target").annotate(count=Count("pk")).order_by())
    return [
        *((Participation(target).label, number(by_target.get(target, 0))) for target in OUT),
        ("Kunjungan penjajakan graduasi", number(_visits(month).filter(purpose="graduation").count())),
    ]


def updating(month: Month) -> list[Line]:
    """Requests for changes, and candidates visited."""
    made = ChangeRequest.objects.filter(
        made_by=month.staff.pk, made_at__date__gte=month.first, made_at__date__lt=month.next
    )
    sent = Report.objects.filter(by=month.staff.pk, visited_on__gte=month.first, visited_on__lt=month.next)
    return [
        ("Usulan perubahan data", number(made.count())),
        ("Sudah berlaku", number(made.filter(state="applied").count())),
        ("Calon KPM yang divalidasi", number(sent.exclude(state=Report.State.RETURNED).count())),
        ("Kunjungan pemutakhiran data", number(_visits(month).filter(purpose="data").count())),
    ]


def adaptive(month: Month) -> list[Line]:
    """Cases met at home."""
    cases = _visits(month).filter(purpose="case")
    return [
        ("Kunjungan respons kasus", number(cases.count())),
        ("Dengan langkah lanjutan", number(cases.exclude(next_step="").count())),
    ]


def directives(month: Month) -> list[Line]:
    """Outreach the facilitator recorded."""
    held = Gathering.objects.filter(month.within("held_on"), by=month.staff.pk, replaced_by__isnull=True)
    return [
        ("Sosialisasi yang dicatat", number(held.count())),
        ("Peserta", number(held.aggregate(Sum("people"))["people__sum"] or 0)),
    ]


GATHERERS: dict[str, Callable[[Month], list[Line]]] = {
    "distribution": distribution,
    "sessions": sessions,
    "verification": verification,
    "graduation": graduation,
    "updating": updating,
    "adaptive": adaptive,
    "directives": directives,
}
"""Figures by work result; the others are words alone."""


def _visits(month: Month) -> QuerySet[HomeVisit]:
    """Home visits of the facilitator in the month, as they stand."""
    return HomeVisit.objects.filter(month.within("visited_on"), by=month.staff.pk, current=True)
