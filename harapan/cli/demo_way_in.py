"""What the demo shows of a family's way in and of changes: lists, candidates, visits, requests, doubles, worklists.

Everything is done by the verbs that pages and the worker use, by the people of the cast. Nobody who is paid changes:
the stages and every published count stay as they are.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import polars as pl
from django.db.models import Q

from harapan.cli.screen import phase, say
from harapan.console.changes.actions import submit
from harapan.coordination.actions import record_gathering
from harapan.entitlements.law import law
from harapan.intake.imports import actions as imports
from harapan.intake.imports.storing import keep
from harapan.intake.matching.actions import look_for_pairs
from harapan.intake.models import Pair, Upload
from harapan.intake.targeting.actions import draw_up as draw_up_list
from harapan.intake.targeting.actions import set_quota
from harapan.intake.visits import actions as visits
from harapan.intake.visits.applying import apply_confirmed
from harapan.intake.visits.queries import last_answer_of
from harapan.lib.dates import years_between
from harapan.lib.rupiah import number
from harapan.linkage import costs
from harapan.linkage.model import load as load_model
from harapan.operations.errands.quality import inspect_now
from harapan.population import presets
from harapan.population.make import make
from harapan.registry.actions import Part, reassign
from harapan.registry.models import ChangeRequest, Family, Member, Origin, Participation
from harapan.registry.quality.checks import CHECKS
from harapan.registry.requests import actions as requests
from harapan.registry.requests.kinds import KINDS
from harapan.staff.models import Staff
from harapan.staff.queries import staff_called

TENGGARONG: Final = ("6402061001", "6402061002", "6402061003")
"""Villages where Yuliana works, the second of them Jumadi's."""
BERAU: Final = "6403"
KUTAI_KARTANEGARA: Final = "6402"
COHORT: Final = "2023-1"
LISTED_ON: Final = date(2023, 1, 1)
SEED: Final = 4
CANDIDATES, LISTED = 24, 30
"""Families of the two lists."""
PLACE_SERIAL = 7
HEADINGS: Final = (
    "No KK;NIK;Nama Lengkap;Tgl Lahir;JK;Hubungan Keluarga;Nama Ibu Kandung;Alamat;Kode Desa;Desil;Pengurus"
)
RELATIONS: Final = {
    "head": "Kepala Keluarga",
    "spouse": "Istri",
    "child": "Anak",
    "grandchild": "Cucu",
    "parent": "Orang Tua",
    "other": "Famili Lain",
}


def inspect_data(by: Staff) -> None:
    """One point of the trend: every check, as the data stands on the day its lives have got to."""
    with phase("quality checks", total=len(CHECKS), unit="checks") as report:
        inspect_now(by=by, progress=report)


def show_the_way_in(today: date) -> None:
    """Once: whoever has brought a list before has been here."""
    if Upload.objects.exists():
        return
    say("\n[bold]On their way in[/bold], and changes that wait for somebody")
    with phase("lists, visits, requests"):
        _bring_candidates(today)
        _visit_some(today)
        _rank_others(today)
        _ask_for_changes(today)
        _hold_an_outreach(today)
    inspect_data(staff_called("dewi"))
    with phase("doubles", unit="pairs") as report:
        report(_look_for_doubles())
    _tell()


# -- lists -----------------------------------------------------------------------------------------------------------


def _bring_candidates(today: date) -> None:
    """Wahyu brings the ministry's list; agus gives its families to Yuliana. A list of deaths waits for somebody."""
    wahyu, agus, yuliana = staff_called("wahyu"), staff_called("agus"), staff_called("yuliana")
    lines = list(_lines(CANDIDATES, KUTAI_KARTANEGARA, SEED, TENGGARONG))
    upload = _brought(
        "candidates",
        "calon-kpm-kutai-kartanegara.csv",
        [*lines, *_damaged(lines)],
        today,
        wahyu,
        document="Daftar calon KPM kohort 2023-1 (rekaan)",
    )
    imports.apply(upload, by=wahyu)
    parts = [Part(village, yuliana.pk) for village in TENGGARONG if _nobodys(village)]
    if parts:
        reassign(None, parts, because="Calon KPM baru di wilayah tugasnya", document="ST 12/2023 (rekaan)", by=agus)
    known = Member.objects.filter(village__startswith="640206", nik__isnull=False).order_by("-born", "pk")[40:43]
    deaths = [f"{one.nik};{one.name};{today - timedelta(days=60):%d/%m/%Y}" for one in known]
    deaths += ["6.40206E+15;Fulan;2/3/2023", "6402065506500001;Tidak Terdaftar;12 Februari 2023"]
    _brought("deaths", "kematian-tenggarong.csv", deaths, today, wahyu, headings="NIK;Nama;Tanggal Meninggal")


def _rank_others(today: date) -> None:
    """Families of the registry in Berau are listed, and ranked within a quota: the list waits for Dewi."""
    dewi = staff_called("dewi")
    lines = list(_lines(LISTED, BERAU, SEED + 1, ()))
    listed = _brought("families", "bnba-dtsen-berau.csv", lines, today, dewi, area=BERAU)
    imports.apply(listed, by=dewi)
    set_quota(COHORT, BERAU, LISTED // 2, document="Kuota kohort 2023-1 (rekaan)", by=dewi)
    draw_up_list(COHORT, BERAU, law().edition("2023-2", accept_low_confidence=True), by=dewi)


def _brought(
    kind: str,
    name: str,
    lines: list[str],
    today: date,
    by: Staff,
    *,
    headings: str = HEADINGS,
    area: str = "",
    document: str = "",
) -> Upload:
    content = "\n".join([headings, *lines]).encode()
    kept = keep([content], most=None)
    upload = imports.bring(kept, kind=kind, name=name, area=area or by.area, as_of=today, document=document, by=by)
    return imports.read(upload, by=by)


def _lines(families: int, regency: str, seed: int, villages: tuple[str, ...]) -> Iterator[str]:
    """Made-up families as a ministry writes them; into some villages, where some are named."""
    batch = next(iter(make(presets.country(families, LISTED_ON, within=regency), seed=seed)))
    homes = {row["id"]: row for row in batch.families.iter_rows(named=True)}
    people = batch.members.filter(pl.col("died_on").is_null()).sort("family", "id")
    for one in people.iter_rows(named=True):
        home = homes[one["family"]]
        village = villages[one["family"] % len(villages)] if villages else home["village"]
        nik, card = _apart(one["nik"], seed), _apart(home["card"], seed)
        born = f"{one['born']:%d/%m/%Y}" if one["family"] % 2 else f"{one['born']:%Y-%m-%d}"
        told = (card, nik, one["name"], born, "P" if one["sex"] == "F" else "L", RELATIONS.get(one["relation"], "Anak"))
        kept = (one["mother_name"], home["address"], village, 1 + one["family"] % 4)
        yield ";".join(map(str, (*told, *kept, "ya" if one["id"] == home["caretaker"] else "")))


def _apart(digits: str | None, seed: int) -> str:
    """A number that nobody of the province has: the first digit of its serial is the seed's."""
    return f"{digits[:-4]}{PLACE_SERIAL + seed % 3}{digits[-3:]}" if digits else ""


def _damaged(lines: list[str]) -> Iterator[str]:
    """Rows as spreadsheets and haste leave them: a NIK as a float, one without its last digit, another province."""
    for place, damage in enumerate((_as_float, _cut, _elsewhere)):
        cells = lines[place].split(";")
        cells[0] = f"{cells[0][:-4]}99{place}1"
        yield ";".join(damage(cells))


def _as_float(cells: list[str]) -> list[str]:
    return [cells[0], f"{float(cells[1] or 6402064505900001):.4E}", *cells[2:]]


def _cut(cells: list[str]) -> list[str]:
    return [cells[0], cells[1][:15], *cells[2:]]


def _elsewhere(cells: list[str]) -> list[str]:
    return [*cells[:8], "3578012001", *cells[9:]]


def _nobodys(village: str) -> bool:
    return Family.objects.filter(village=village, facilitator=None, participation=Participation.CANDIDATE).exists()


# -- visits ----------------------------------------------------------------------------------------------------------


def _visit_some(today: date) -> None:
    """Yuliana is halfway: two confirmed, three reports wait, one visit is begun, the others are to come."""
    yuliana, agus = staff_called("yuliana"), staff_called("agus")
    edition = law().edition("2023-2", accept_low_confidence=True)
    candidates = Family.objects.filter(participation=Participation.CANDIDATE, facilitator=yuliana.pk).order_by("pk")[:7]
    sent = []
    for place, family in enumerate(candidates):
        visit = visits.begin(family, by=yuliana)
        for question, value in _answers(place, family, today - timedelta(days=3)).items():
            visits.answer(visit, question, value, by=yuliana)
        if place < HALFWAY:
            sent.append(visits.send(visit, family, edition, seen=last_answer_of(visit), today=today, by=yuliana))
    for outcome in {report.outcome for report in sent[:2]}:
        some = [report for report in sent[:2] if report.outcome == outcome]
        visits.confirm_reports(some, by=agus)
        apply_confirmed([report.pk for report in some], on=today, by=agus)


HALFWAY: Final = 5
NOT_MET, REFUSES, GIVES_UP = 3, 4, 5
"""The family that had moved, the one that does not want to, and the visit that was broken off."""


def _answers(place: int, family: Family, on: date) -> dict[str, Any]:
    found = {"found": {"result": "moved" if place == NOT_MET else "found", "on": on.isoformat()}}
    if place in (NOT_MET, GIVES_UP):
        return found
    people = Member.objects.filter(family=family).order_by("pk")
    return {
        **found,
        "standing": {"result": "poor"},
        "household": {str(one.pk): {"where": "here"} for one in people},
        "newcomers": {"rows": []},
        "components": {str(one.pk): told for one in people if (told := _at_school(one, on))},
        "papers": {"card": "seen"},
        "caretaker": {"who": str(family.caretaker), "channel": "bank"},
        "commitment": {"signed": place != REFUSES, "on": on.isoformat()},
    }


AGES: Final = (("sd", range(7, 13)), ("smp", range(13, 16)), ("sma", range(16, 19)))


def _at_school(one: Member, on: date) -> dict[str, Any]:
    """What the family says of a child of school age."""
    age = years_between(one.born, on)
    school = next((name for name, ages in AGES if age in ages), "")
    return {"school": school, "pregnancy": 0, "disability": ""} if school else {}


# -- changes ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """One request: of which kind, about whom, and what it says."""

    kind: str
    about: Q
    values: Callable[[Member], Mapping[str, Any]]
    paper: str = ""
    days: int = 10
    """Days ago that it happened."""


def _ask_for_changes(today: date) -> None:
    """Facilitators in Berau have asked; Citra's desk has a request of each kind."""
    alive = Q(died_on=None, family__participation=Participation.ACTIVE)
    caretakers = Member.objects.filter(pk__in=Family.objects.filter(village__startswith=BERAU).values("caretaker"))
    asked: set[int] = set()
    for place, wanted in enumerate(_wanted(today)):
        people = Member.objects.filter(alive, wanted.about, village__startswith=BERAU, facilitator__isnull=False)
        if wanted.kind in ("death", "birth", "pregnancy"):
            people = people.exclude(pk__in=caretakers.values("pk")) if wanted.kind == "death" else people
        person = people.exclude(family__in=asked).select_related("family").order_by("pk")[place : place + 1].first()
        if person is None:
            continue
        asked.add(person.family_id)
        _request(wanted, person, today, Staff.objects.get(pk=person.facilitator or 0))


def _request(wanted: Wanted, person: Member, today: date, by: Staff) -> None:
    kind = KINDS[wanted.kind]
    drawn = requests.draw_up(
        kind,
        person.family,
        member=person.pk if kind.subject == "member" else None,
        values=wanted.values(person),
        on=today - timedelta(days=wanted.days),
        asked_by=ChangeRequest.AskedBy.FAMILY,
        because="Disampaikan keluarga pada pertemuan kelompok (rekaan).",
        today=today,
        by=by,
    )
    if kind.papers:
        requests.attach(drawn, kind.papers[0], number=wanted.paper or "B-114/2023 (rekaan)", by=by)
    submit(drawn, today=today, by=by)


def _wanted(today: date) -> list[Wanted]:
    due = today + timedelta(days=120)
    mothers = Q(sex="F", pregnancy=0, born__range=(date(1988, 1, 1), date(1998, 12, 31)), relation="spouse")
    at_school = {"npsn": None, "nisn": None, "in_register": "yes"}
    return [
        Wanted("phone", Q(relation="head"), lambda one: {"phone": f"08125{one.pk:07d}"}),
        Wanted("phone", Q(relation="spouse"), lambda one: {"phone": f"08136{one.pk:07d}"}),
        Wanted("school_changed", Q(school="paud", born__lt=date(2016, 1, 1)), lambda _: {"school": "sd", **at_school}),
        Wanted("school_changed", Q(school="sd", born__lt=date(2010, 1, 1)), lambda _: {"school": "smp", **at_school}),
        Wanted("school_begun", Q(school="", relation="child", born__range=(date(2013, 1, 1), date(2015, 12, 31))),
               lambda _: {"school": "sd", **at_school}),
        Wanted("pregnancy", mothers, lambda _: {"number": 1, "due_on": due}),
        Wanted("birth", mothers, lambda _: {"name": "Bayi Ny. Rahma", "sex": "M", "nik": None}, days=20),
        Wanted("death", Q(relation="parent", born__lt=date(1950, 1, 1)), lambda _: {}, days=6),
        Wanted("card", Q(relation="head", family__card=None), lambda one: {"card": f"64030115{one.pk % 10**8:08d}"}),
        Wanted("move", Q(relation="head"), lambda one: {"village": one.village, "address": "Jl. Poros Baru RT 003"}),
    ]  # fmt: skip


# -- the rest --------------------------------------------------------------------------------------------------------


def _hold_an_outreach(today: date) -> None:
    """Candidates were told what the programme is before anybody visited them."""
    record_gathering(
        KUTAI_KARTANEGARA,
        held_on=today - timedelta(days=12),
        place="Aula Kecamatan Tenggarong (rekaan)",
        theme="Pengenalan PKH bagi calon KPM kohort 2023-1",
        host="Dinas Sosial",
        participants=[("Puskesmas", 6), ("Sekolah", 9), ("Kelurahan/desa", 8), ("Pendamping sosial", 5)],
        by=staff_called("ratna"),
    )


def _look_for_doubles() -> int:
    """Among those on their way in, and in one regency: pairs for whoever decides."""
    found = look_for_pairs(BERAU, load_model(), costs.shipped(), by=staff_called("citra"))
    return int(found.found)


def _tell() -> None:
    candidates = Family.objects.filter(participation=Participation.CANDIDATE).count()
    waiting = ChangeRequest.objects.filter(state=ChangeRequest.State.SUBMITTED).count()
    pairs = Pair.objects.filter(state=Pair.State.OPEN).count()
    say(f"  {number(candidates)} candidates, {number(waiting)} requests for Citra, {number(pairs)} possible doubles")
    assert Origin.objects.filter(synthetic=False).count() == 0, "everybody in the demo is made up"
