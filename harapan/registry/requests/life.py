"""Births, deaths, pregnancies and disability."""

from typing import Any

from harapan.lib.identifiers import nik_agrees
from harapan.registry.actions.changes import CannotChange, record_birth, record_death
from harapan.registry.models import Member
from harapan.registry.requests import papers
from harapan.registry.requests.base import Changes, Field, Given, Kind, Risk
from harapan.ui.words import Words

SEXES = (("F", Words("Perempuan", "Female")), ("M", Words("Laki-laki", "Male")))
NAME = Field("name", Words("Nama lengkap", "Full name"))
SEX = Field("sex", Words("Jenis kelamin", "Sex"), "choice", SEXES)
BORN = Field("born", Words("Tanggal lahir", "Born on"), "date")
NIK = Field(
    "nik",
    Words("NIK", "NIK"),
    "nik",
    required=False,
    hint=Words("Kosongkan bila Dukcapil belum menerbitkan.", "Leave empty while the civil registry has none."),
)
MOTHERS = range(12, 60)
"""Ages at which a birth or pregnancy is plausible; outside it somebody typed the wrong person."""


def _may_be_a_mother(member: Member) -> bool:
    return member.died_on is None and member.sex == "F"


class Birth(Kind):
    """A child is born to a member."""

    name = "birth"
    words = Words("Kelahiran", "Birth")
    about = Words(
        "Anak lahir dari anggota keluarga. Kehamilan ibunya tetap dihitung sampai 42 hari.",
        "A child is born to a member. The mother's pregnancy counts for 42 more days.",
    )
    group = "life"
    fields = (NAME, SEX, NIK)
    papers = (papers.BIRTH, papers.KIA_BOOK, papers.KK)
    asks_who = Words("Ibu", "Mother")
    asks_when = Words("Tanggal lahir anak", "When the child was born")

    def may_concern(self, member: Member) -> bool:
        return _may_be_a_mother(member)

    def changes(self, given: Given) -> Changes:
        mother = {given.who.pk: {"due_on": given.on}} if given.who.pregnancy else {}
        return Changes(members=mother, joins=(self._child(given),))

    def refuse(self, given: Given) -> None:
        if given.on.year - given.who.born.year not in MOTHERS:
            raise CannotChange(
                "umur ibu pada hari itu tidak masuk akal: periksa orangnya",
                "the mother's age on that day is implausible: check the person",
            )
        if given["nik"] and not nik_agrees(given["nik"], given.on, given["sex"]):
            raise CannotChange(
                "NIK tidak sesuai tanggal lahir atau jenis kelamin", "the NIK does not fit the birth date or sex"
            )
        if any((one.name.upper(), one.born) == (given["name"].upper(), given.on) for one in given.members.values()):
            raise CannotChange("anak ini sudah tercatat", "this child is on record already")

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        record_birth(given.who, self._child(given), document=document, by=by)

    def _child(self, given: Given) -> Member:
        # Until the civil registry has a NIK the child is known by its mother's card (DTSEN), and not called absent.
        return Member(
            name=given["name"],
            sex=given["sex"],
            nik=given["nik"],
            born=given.on,
            relation="child",
            mother_name=given.who.name,
        )


class Death(Kind):
    """A member died who is not the caretaker."""

    name = "death"
    words = Words("Kematian anggota", "Death of a member")
    about = Words(
        "Anggota yang bukan pengurus meninggal. Bantuan tahap lalu yang terlanjur dibayar ditagih terpisah.",
        "A member who is not the caretaker died. What was paid for them in earlier stages is claimed separately.",
    )
    group = "life"
    papers = (papers.DEATH, papers.DUKCAPIL)
    not_the_caretaker = True
    asks_when = Words("Tanggal meninggal", "When they died")

    def changes(self, given: Given) -> Changes:
        return Changes(members={given.who.pk: {"died_on": given.on}})

    def refuse(self, given: Given) -> None:
        if given.on < given.who.born:
            raise CannotChange(
                "tanggal meninggal mendahului tanggal lahir", "the day of death is before the day of birth"
            )

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        record_death(given.who, on=given.on, document=document, by=by)


class Pregnancy(Kind):
    """A member expects a child."""

    name = "pregnancy"
    words = Words("Kehamilan", "Pregnancy")
    about = Words(
        "Anggota hamil. Sejak 2021 hanya kehamilan pertama dan kedua yang dihitung.",
        "A member is pregnant. Since 2021 only the first and second pregnancy count.",
    )
    group = "life"
    risk = Risk.LOW
    fields = (
        Field("number", Words("Kehamilan ke-", "Which pregnancy"), "number"),
        Field("due_on", Words("Hari perkiraan lahir", "Expected day of birth"), "date"),
    )
    papers = (papers.KIA_BOOK,)
    asks_when = Words("Tanggal diperiksa", "When it was examined")

    def may_concern(self, member: Member) -> bool:
        return _may_be_a_mother(member)

    def changes(self, given: Given) -> Changes:
        return Changes(members={given.who.pk: {"pregnancy": given["number"], "due_on": given["due_on"]}})

    def refuse(self, given: Given) -> None:
        if not 1 <= given["number"] <= 20:
            raise CannotChange("kehamilan ke- antara 1 dan 20", "the number of the pregnancy is from 1 to 20")
        if not -300 <= (given.on - given["due_on"]).days <= 42:
            raise CannotChange(
                "hari perkiraan lahir tidak sesuai tanggal pemeriksaan",
                "the expected day does not fit the day of the examination",
            )
        if given.on.year - given.who.born.year not in MOTHERS:
            raise CannotChange(
                "umur ibu tidak masuk akal: periksa orangnya", "the mother's age is implausible: check the person"
            )


class PregnancyEnded(Kind):
    """A pregnancy ended without a living child."""

    name = "pregnancy_ended"
    words = Words("Kehamilan berakhir tanpa kelahiran", "Pregnancy ended without a birth")
    about = Words("Keguguran atau lahir mati.", "A miscarriage or stillbirth.")
    group = "life"
    papers = (papers.KIA_BOOK, papers.VILLAGE)

    def may_concern(self, member: Member) -> bool:
        return _may_be_a_mother(member) and member.pregnancy > 0

    def changes(self, given: Given) -> Changes:
        return Changes(members={given.who.pk: {"pregnancy": 0, "due_on": None}})


class Disability(Kind):
    """A member is disabled, or not as it was recorded."""

    name = "disability"
    words = Words("Disabilitas", "Disability")
    about = Words("Hanya disabilitas berat yang menjadi komponen.", "Only a severe disability brings a component.")
    group = "life"
    fields = (
        Field(
            "disability",
            Words("Tingkat", "Grade"),
            "choice",
            (
                ("none", Words("Tidak ada", "None")),
                ("mild", Words("Ringan/sedang", "Mild")),
                ("severe", Words("Berat", "Severe")),
            ),
        ),
    )
    papers = (papers.DISABILITY,)

    def changes(self, given: Given) -> Changes:
        grade = "" if given["disability"] == "none" else given["disability"]
        return Changes(members={given.who.pk: {"disability": grade}})
