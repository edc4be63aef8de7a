"""Children who begin, change or leave school."""

from typing import Any

from harapan.lib.dates import years_between
from harapan.registry.actions.changes import CannotChange
from harapan.registry.actions.corrections import change_school, note_number, school_facts_before
from harapan.registry.models import Member, OtherNumber
from harapan.registry.requests import papers
from harapan.registry.requests.base import Changes, Field, Given, Kind, Risk
from harapan.ui.words import Words

LEVELS = (
    ("paud", Words("PAUD/TK", "Pre-school")),
    ("sd", Words("SD/MI", "Primary")),
    ("smp", Words("SMP/MTs", "Junior secondary")),
    ("sma", Words("SMA/MA/SMK", "Senior secondary")),
    ("college", Words("Perguruan tinggi", "College")),
)
YES_NO_UNKNOWN = (
    ("yes", Words("Ya", "Yes")),
    ("no", Words("Tidak", "No")),
    ("unknown", Words("Belum diketahui", "Not known yet")),
)
KNOWN = {"yes": True, "no": False, "unknown": None}
PUPILS = range(2, 25)
"""Ages at which somebody goes to school."""


class _AtSchool(Kind):
    group = "school"
    risk = Risk.LOW
    fields = (
        Field("school", Words("Jenjang", "Level"), "choice", LEVELS),
        Field("npsn", Words("NPSN sekolah", "School number (NPSN)"), required=False, longest=12),
        Field("nisn", Words("NISN siswa", "Pupil number (NISN)"), required=False, longest=12),
        Field(
            "in_register",
            Words("Tercatat di Dapodik/EMIS/PKBM", "In an education register (Dapodik, EMIS, PKBM)"),
            "choice",
            YES_NO_UNKNOWN,
            hint=Words("Yang belum diketahui tetap dibayar, dengan tanda periksa.", "What is not known yet pays."),
        ),
    )
    papers = (papers.SCHOOL,)

    def may_concern(self, member: Member) -> bool:
        return member.died_on is None and member.relation in ("child", "grandchild", "other")

    def changes(self, given: Given) -> Changes:
        who = given.who
        facts: dict[str, Any] = {"school": given["school"], "in_education_register": KNOWN[given["in_register"]]}
        also = [
            Words(f"{words.id}: {given[name]}", f"{words.en}: {given[name]}")
            for name, words in ((one.name, one.words) for one in self.fields)
            if name in ("npsn", "nisn") and given[name]
        ]
        if (who.school, who.in_education_register) == (facts["school"], facts["in_education_register"]):
            return Changes(also=tuple(also))
        return Changes(members={who.pk: {**facts, **school_facts_before(who, given.on)}}, also=tuple(also))

    def refuse(self, given: Given) -> None:
        if years_between(given.who.born, given.on) not in PUPILS:
            raise CannotChange("umur anggota tidak sesuai untuk bersekolah", "the member's age does not fit a school")

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        if self.changes(given).members:
            known = KNOWN[given["in_register"]]
            change_school(given.who, given["school"], known, on=given.on, document=document, by=by)
        for name in (OtherNumber.Of.NPSN, OtherNumber.Of.NISN):
            if given[name]:
                note_number(given.family, given.who, name, given[name], document=document, by=by)


class SchoolBegun(_AtSchool):
    """A child enters school."""

    name = "school_begun"
    words = Words("Anak masuk sekolah", "Child enters school")
    about = Words("Anak yang belum bersekolah mulai masuk.", "A child who was at no school begins.")
    asks_when = Words("Tanggal masuk", "Since when")

    def may_concern(self, member: Member) -> bool:
        return super().may_concern(member) and not member.school


class SchoolChanged(_AtSchool):
    """A pupil goes to another school or level."""

    name = "school_changed"
    words = Words("Pindah atau naik sekolah", "New school or level")
    about = Words("Siswa pindah sekolah, naik jenjang, atau status Dapodik berubah.", "A pupil's school changes.")
    asks_when = Words("Tanggal pindah", "Since when")

    def may_concern(self, member: Member) -> bool:
        return super().may_concern(member) and bool(member.school)


class SchoolLeft(Kind):
    """A child leaves school."""

    name = "school_left"
    words = Words("Anak berhenti sekolah", "Child leaves school")
    about = Words("Lulus, putus sekolah, atau bekerja.", "Finished, dropped out, or at work.")
    group = "school"
    fields = (
        Field(
            "reason",
            Words("Alasan", "Why"),
            "choice",
            (
                ("finished", Words("Lulus", "Finished")),
                ("dropped_out", Words("Putus sekolah", "Dropped out")),
                ("work", Words("Bekerja", "At work")),
                ("married", Words("Menikah", "Married")),
                ("other", Words("Lain", "Other")),
            ),
        ),
    )
    papers = (papers.SCHOOL, papers.VILLAGE)
    asks_when = Words("Tanggal berhenti", "Since when")

    def may_concern(self, member: Member) -> bool:
        return member.died_on is None and bool(member.school)

    def changes(self, given: Given) -> Changes:
        facts = {"school": "", "in_education_register": None, **school_facts_before(given.who, given.on)}
        return Changes(members={given.who.pk: facts})

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        change_school(given.who, "", None, on=given.on, document=document, by=by)
