"""What is recorded wrongly or became known: names, numbers, dates, phones, occupations."""

from typing import Any

from harapan.lib.identifiers import nik_agrees
from harapan.registry.actions.changes import CannotChange
from harapan.registry.actions.corrections import note_number
from harapan.registry.models import OtherNumber
from harapan.registry.requests import papers
from harapan.registry.requests.base import CHECKERS, Changes, Field, Given, Kind, Position, Risk, Subject
from harapan.registry.requests.life import SEXES
from harapan.registry.requests.schooling import KNOWN, YES_NO_UNKNOWN
from harapan.ui.words import Words


class Identity(Kind):
    """A member's name, NIK, birth date, sex or mother's name is corrected."""

    name = "identity"
    words = Words("Perbaikan identitas anggota", "Correct a member's identity")
    about = Words(
        "Nama, NIK, tanggal lahir, jenis kelamin atau nama ibu. Isi hanya yang berubah; perbaiki di Dukcapil dahulu.",
        "Name, NIK, birth date, sex or mother's name. Fill in what changes; the civil registry comes first.",
    )
    group = "identity"
    fields = (
        Field("name", Words("Nama lengkap", "Full name"), required=False),
        Field("nik", Words("NIK", "NIK"), "nik", required=False),
        Field("born", Words("Tanggal lahir", "Born on"), "date", required=False),
        Field("sex", Words("Jenis kelamin", "Sex"), "choice", SEXES, required=False),
        Field("mother_name", Words("Nama ibu kandung", "Mother's name"), required=False),
    )
    papers = (papers.KTP, papers.KK, papers.DUKCAPIL, papers.BIRTH)
    is_correction = True
    asks_when = Words("Tanggal diketahui", "When it became known")

    def changes(self, given: Given) -> Changes:
        said = {name: given[name] for name in ("name", "nik", "born", "sex", "mother_name") if given[name]}
        facts = {name: value for name, value in said.items() if getattr(given.who, name) != value}
        return Changes(members={given.who.pk: facts} if facts else {})

    def refuse(self, given: Given) -> None:
        born, sex = given["born"] or given.who.born, given["sex"] or given.who.sex
        if born > given.today:
            raise CannotChange("tanggal lahir belum tiba", "the birth date has not come yet")
        if given["nik"] and not nik_agrees(given["nik"], born, sex):
            raise CannotChange(
                "NIK tidak sesuai tanggal lahir atau jenis kelamin", "the NIK does not fit the birth date or sex"
            )
        if sex == "M" and given.who.pregnancy:
            raise CannotChange(
                "anggota ini tercatat hamil: perbaiki itu dahulu", "this member is on record as pregnant: correct that"
            )


class Card(Kind):
    """The family's card has another number."""

    name = "card"
    words = Words("Nomor Kartu Keluarga", "Number of the family card")
    about = Words("KK baru atau salah catat.", "A new card, or a wrong record.")
    group = "identity"
    subject = Subject.FAMILY
    risk = Risk.LOW
    fields = (Field("card", Words("Nomor KK", "Family card (KK)"), "card"),)
    papers = (papers.KK, papers.DUKCAPIL)
    is_correction = True
    asks_when = Words("Tanggal terbit KK", "When the card was issued")

    def changes(self, given: Given) -> Changes:
        return Changes(family={"card": given["card"]})


class Phone(Kind):
    """A member can be reached at another number."""

    name = "phone"
    words = Words("Nomor telepon", "Phone number")
    about = Words("Untuk kabar kepada keluarga.", "For news to the family.")
    group = "identity"
    risk = Risk.LOW
    fields = (Field("phone", Words("Nomor telepon", "Phone number"), longest=20),)
    is_correction = True
    asks_when = Words("Tanggal diketahui", "When it became known")

    def changes(self, given: Given) -> Changes:
        return Changes(members={given.who.pk: {"phone": given["phone"]}})

    def refuse(self, given: Given) -> None:
        if sum(sign.isdigit() for sign in given["phone"] or "") < 8:
            raise CannotChange("nomor telepon paling sedikit 8 angka", "a phone number has at least 8 digits")


class Occupation(Kind):
    """A member works, or no longer works, in an occupation that shuts the family out."""

    name = "occupation"
    words = Words("Pekerjaan PNS/TNI/Polri/pensiunan", "Civil servant, soldier, police or pensioner")
    about = Words(
        "Anggota serumah dengan pekerjaan ini mengeluarkan keluarga dari pembayaran (EXCLUDE).",
        "A member at home in such an occupation shuts the family out of payment (EXCLUDE).",
    )
    group = "identity"
    risk = Risk.HIGH
    fields = (Field("excluded", Words("Bekerja demikian", "Works so"), "choice", YES_NO_UNKNOWN),)
    papers = (papers.KTP, papers.VILLAGE, papers.STATEMENT)
    checkers = CHECKERS - {Position.REGENCY_COORDINATOR}
    is_correction = True

    def changes(self, given: Given) -> Changes:
        return Changes(members={given.who.pk: {"excluded_occupation": KNOWN[given["excluded"]]}})


class HealthUnit(Kind):
    """A member is looked after by another health unit."""

    name = "health_unit"
    words = Words("Ganti fasilitas kesehatan", "Change of health unit")
    about = Words("Puskesmas atau posyandu tempat kewajiban kesehatan dipenuhi.", "Where health duties are met.")
    group = "health"
    risk = Risk.LOW
    fields = (Field("unit", Words("Kode faskes", "Code of the health unit"), longest=20),)
    asks_when = Words("Sejak", "Since")

    def changes(self, given: Given) -> Changes:
        unit = given["unit"]
        return Changes(also=(Words(f"Faskes: {unit}", f"Health unit: {unit}"),))

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        note_number(given.family, given.who, OtherNumber.Of.HEALTH_UNIT, given["unit"], document=document, by=by)


class OtherProgramme(Kind):
    """The family has a number in a complementary programme."""

    name = "other_programme"
    words = Words("Program pelengkap", "Complementary programmes")
    about = Words("KIS, KIP, Sembako/BPNT, listrik, LPG.", "Health, school, food, electricity, gas.")
    group = "programme"
    subject = Subject.FAMILY
    risk = Risk.LOW
    fields = (
        Field(
            "of",
            Words("Program", "Programme"),
            "choice",
            tuple(
                (one.value, Words(one.label, one.label))
                for one in OtherNumber.Of
                if one.value in ("kis", "kip", "bpnt", "electricity", "lpg")
            ),
        ),
        Field("number", Words("Nomor", "Number"), longest=40),
    )
    papers = (papers.PROGRAMME_CARD,)
    asks_when = Words("Sejak", "Since")

    def changes(self, given: Given) -> Changes:
        programme, number = OtherNumber.Of(given["of"]).label, given["number"]
        return Changes(also=(Words(f"{programme}: {number}", f"{programme}: {number}"),))

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        note_number(given.family, None, given["of"], given["number"], document=document, by=by)
