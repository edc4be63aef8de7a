"""Who lives where and with whom: moves, splits, joining, members away, and who looks after the family's aid."""

from datetime import date
from typing import Any

from harapan.lib.dates import years_between
from harapan.lib.identifiers import masked, nik_agrees
from harapan.registry.actions.changes import (
    YOUNGEST_CARETAKER,
    CannotChange,
    appoint_caretaker,
    mark_at_home,
    move_family,
    record_death,
    split_family,
)
from harapan.registry.actions.corrections import change_family, change_member, join_member
from harapan.registry.models import Member
from harapan.registry.requests import papers
from harapan.registry.requests.base import Changes, Field, Given, Kind, Risk, Subject
from harapan.registry.requests.life import BORN, NAME, SEX
from harapan.registry.words import RELATIONS
from harapan.ui.words import Words

MOVED = Words("Sejak tanggal", "Since")


class Move(Kind):
    """The family lives elsewhere. It never leaves the programme by that."""

    name = "move"
    words = Words("Pindah alamat", "Move of residence")
    about = Words(
        "Keluarga pindah desa/kelurahan atau alamat. Tahap yang sudah dibekukan tetap di wilayah lama; wilayah baru "
        "menerima dalam 14 hari.",
        "The family moves to another village or address. A frozen stage stays with the old area; the new area accepts "
        "within 14 days.",
    )
    group = "household"
    subject = Subject.FAMILY
    risk = Risk.HIGH
    moves = True
    fields = (
        Field("village", Words("Desa/kelurahan baru", "New village"), "village", longest=13),
        Field("address", Words("Alamat baru", "New address"), longest=200),
    )
    papers = (papers.KK, papers.KTP, papers.VILLAGE)
    asks_when = MOVED

    def changes(self, given: Given) -> Changes:
        facts = {"village": given["village"], "address": given["address"]}
        return Changes(family={name: value for name, value in facts.items() if getattr(given.family, name) != value})

    def refuse(self, given: Given) -> None:
        village = str(given["village"])
        if not (len(village) == 10 and village.isdigit() and village[0] != "0"):
            raise CannotChange("kode desa/kelurahan terdiri atas 10 angka", "the code of a village has 10 digits")

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        if given["village"] == given.family.village:
            change_family(given.family, {"address": given["address"]}, document=document, by=by)
            return
        move_family(given.family, given["village"], given["address"], document=document, by=by)


class MemberAway(Kind):
    """A member lives elsewhere, or lives with the family again."""

    name = "member_away"
    words = Words("Anggota pergi atau kembali", "A member away or back")
    about = Words(
        "Yang tidak tinggal serumah tidak dihitung. Siswa yang mondok atau kos untuk sekolah tetap dihitung.",
        "Who does not live at home does not count. A pupil who boards for school does.",
    )
    group = "household"
    fields = (
        Field(
            "at_home",
            Words("Tinggal serumah", "Lives at home"),
            "choice",
            (("yes", Words("Ya, kembali", "Yes, back")), ("no", Words("Tidak lagi", "No longer"))),
        ),
    )
    papers = (papers.VILLAGE, papers.KK)
    asks_when = MOVED

    def changes(self, given: Given) -> Changes:
        return Changes(members={given.who.pk: {"at_home": given["at_home"] == "yes"}})

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        mark_at_home(given.who, given["at_home"] == "yes", document=document, by=by)


def _old_enough(member: Member, on: date) -> None:
    if years_between(member.born, on) < YOUNGEST_CARETAKER:
        raise CannotChange(
            f"pengurus harus berumur {YOUNGEST_CARETAKER} tahun atau lebih",
            f"a caretaker is at least {YOUNGEST_CARETAKER} years old",
        )


class Caretaker(Kind):
    """Another member looks after the family's aid."""

    name = "caretaker"
    words = Words("Ganti pengurus", "Change of caretaker")
    about = Words(
        "Anggota KK yang sama, 17 tahun atau lebih. Rekening atas namanya harus dibuka sebelum uang mengalir lagi.",
        "A member on the same family card, 17 or older. Money waits until an account in their name is open.",
    )
    group = "household"
    risk = Risk.HIGH
    fields = (
        Field(
            "reason",
            Words("Alasan", "Why"),
            "choice",
            (
                ("married", Words("Menikah", "Married")),
                ("divorced", Words("Bercerai", "Divorced")),
                ("moved", Words("Pindah", "Moved away")),
                ("works_elsewhere", Words("Bekerja di tempat lain", "Works elsewhere")),
                ("unable", Words("Tidak mampu lagi", "No longer able")),
                ("died", Words("Meninggal", "Died")),
            ),
        ),
    )
    papers = (papers.KK, papers.KTP, papers.MARRIAGE, papers.STATEMENT)
    not_the_caretaker = True
    youngest = YOUNGEST_CARETAKER

    def changes(self, given: Given) -> Changes:
        return Changes(family={"caretaker": given.who.pk})

    def refuse(self, given: Given) -> None:
        _old_enough(given.who, given.on)

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        appoint_caretaker(given.family, given.who, on=given.on, document=document, by=by)


class Guardian(Kind):
    """Somebody outside the family looks after its aid, by letter: a guardian of orphans, a proxy of an elder alone.

    They are noted with the family and live elsewhere, so that they count nowhere; their NIK stays in the request, since
    they may be a member of a family of their own.
    """

    name = "guardian"
    words = Words("Wali atau kuasa sebagai pengurus", "Guardian or proxy as caretaker")
    about = Words(
        "Bila tidak ada anggota KK berumur 17 tahun atau lebih yang mampu: wali atau kuasa dengan surat. Ia tidak "
        "dihitung sebagai anggota.",
        "Where nobody on the card is 17 or older and able: a guardian or proxy by letter, who counts as no member.",
    )
    group = "household"
    subject = Subject.FAMILY
    risk = Risk.HIGH
    fields = (NAME, Field("nik", Words("NIK wali", "NIK of the guardian"), "nik"), BORN, SEX)
    papers = (papers.GUARDIAN,)
    asks_when = Words("Tanggal surat", "Date of the letter")

    def changes(self, given: Given) -> Changes:
        return Changes(joins=(self._guardian(given),), also=(Words("Menjadi pengurus", "Becomes the caretaker"),))

    def refuse(self, given: Given) -> None:
        _old_enough(self._guardian(given), given.on)
        if not nik_agrees(given["nik"], given["born"], given["sex"]):
            raise CannotChange(
                "NIK tidak sesuai tanggal lahir atau jenis kelamin", "the NIK does not fit the birth date or sex"
            )

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        guardian = join_member(given.family, self._guardian(given), document=document, by=by)
        appoint_caretaker(given.family, guardian, on=given.on, document=document, by=by)

    def _guardian(self, given: Given) -> Member:
        facts = {name: given[name] for name in ("name", "born", "sex")}
        return Member(**facts, relation="other", at_home=False)


class CaretakerDied(Kind):
    """The caretaker died: the family's money is held until a successor has an account."""

    name = "caretaker_died"
    words = Words("Pengurus meninggal", "The caretaker died")
    about = Words(
        "Bantuan ditahan, tidak hilang, sampai pengganti (17 tahun atau lebih, satu KK, atau wali dengan surat) "
        "memiliki rekening.",
        "Aid is held, not lost, until a successor (17 or older on the same card, or a guardian by letter) has an "
        "account.",
    )
    group = "household"
    risk = Risk.HIGH
    subject = Subject.FAMILY
    fields = (
        Field("successor", Words("Pengurus pengganti", "Successor"), "member", required=False,
              hint=Words("Boleh menyusul dengan usulan “ganti pengurus”.", "May follow as a request of its own.")),
    )  # fmt: skip
    papers = (papers.DEATH, papers.DUKCAPIL)
    not_the_caretaker = True
    youngest = YOUNGEST_CARETAKER
    asks_when = Words("Tanggal meninggal", "When they died")

    def changes(self, given: Given) -> Changes:
        family = {"caretaker": given["successor"]} if given["successor"] else {}
        held = Words(
            "Bantuan ditahan sampai pengganti memiliki rekening", "Aid is held until a successor has an account"
        )
        return Changes(family=family, members={self._caretaker(given).pk: {"died_on": given.on}}, also=(held,))

    def refuse(self, given: Given) -> None:
        caretaker = self._caretaker(given)
        if given.on < caretaker.born:
            raise CannotChange(
                "tanggal meninggal mendahului tanggal lahir", "the day of death is before the day of birth"
            )
        if given["successor"]:
            successor = given.members.get(given["successor"])
            if successor is None or successor.died_on or successor.pk == caretaker.pk:
                raise CannotChange(
                    "pengurus harus anggota keluarga yang hidup", "a caretaker is a living member of the family"
                )
            _old_enough(successor, given.on)

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        record_death(self._caretaker(given), on=given.on, document=document, by=by)
        if given["successor"]:
            successor = given.members[given["successor"]]
            appoint_caretaker(given.family, successor, on=given.on, document=document, by=by)

    def _caretaker(self, given: Given) -> Member:
        caretaker = given.members.get(given.family.caretaker or 0)
        if caretaker is None or caretaker.died_on:
            raise CannotChange("keluarga ini tidak punya pengurus yang hidup", "this family has no living caretaker")
        return caretaker


class Split(Kind):
    """Some members get a family card of their own."""

    name = "split"
    words = Words("Pecah KK", "Split of a family")
    about = Words(
        "Keluarga ini tetap peserta; keluarga baru menjadi terdaftar dan dapat diusulkan sebagai calon, dengan "
        "riwayatnya.",
        "This family stays in the programme; the new one is listed and can be proposed, with its history.",
    )
    group = "household"
    subject = Subject.FAMILY
    risk = Risk.HIGH
    fields = (
        Field("members", Words("Anggota yang berpisah", "Who leaves"), "members",
              hint=Words("Pengurus tetap di sini; angkat dahulu penggantinya bila ia yang berpisah.",
                         "The caretaker stays; appoint a successor first if they are to leave.")),
        Field("card", Words("Nomor KK baru", "Number of the new card"), "card"),
    )  # fmt: skip
    not_the_caretaker = True
    papers = (papers.KK,)
    asks_when = Words("Tanggal KK baru terbit", "When the new card was issued")

    def changes(self, given: Given) -> Changes:
        card = masked(given["card"])
        return Changes(
            leaves=tuple(given["members"]), also=(Words(f"Nomor KK baru: {card}", f"Number of the new card: {card}"),)
        )

    def refuse(self, given: Given) -> None:
        leaving = set(given["members"])
        if not leaving <= given.members.keys():
            raise CannotChange(
                "hanya anggota keluarga ini yang dapat berpisah", "only members of this family can split off"
            )
        if given.family.caretaker in leaving:
            raise CannotChange(
                "angkat pengurus pengganti sebelum pengurus berpisah", "appoint a successor before the caretaker leaves"
            )
        if given["card"] == given.family.card:
            raise CannotChange("KK baru harus bernomor lain", "the new card has another number")

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        leaving = [given.members[pk] for pk in given["members"]]
        split_family(given.family, leaving, given["card"], document=document, by=by)


class Join(Kind):
    """Somebody comes to live with the family and is on its card now."""

    name = "join"
    words = Words("Anggota bergabung", "Somebody joins")
    about = Words(
        "Orang yang kini tercantum dalam KK ini. Bila NIK-nya tercatat di keluarga lain, ia berpindah: satu orang "
        "dihitung dalam satu keluarga.",
        "A person who is on this card now. If their NIK is on record with another family they move over: a person "
        "counts in one family.",
    )
    group = "household"
    subject = Subject.FAMILY
    risk = Risk.HIGH
    fields = (
        NAME,
        Field("nik", Words("NIK", "NIK"), "nik"),
        BORN,
        SEX,
        Field("relation", Words("Hubungan", "Relation"), "choice",
              tuple((code, Words(title.id, title.en)) for code, title in RELATIONS.items() if code != "head")),
    )  # fmt: skip
    papers = (papers.KK,)
    asks_when = Words("Tanggal masuk KK", "Since when on the card")

    def changes(self, given: Given) -> Changes:
        return Changes(joins=(self._newcomer(given),))

    def refuse(self, given: Given) -> None:
        if not nik_agrees(given["nik"], given["born"], given["sex"]):
            raise CannotChange(
                "NIK tidak sesuai tanggal lahir atau jenis kelamin", "the NIK does not fit the birth date or sex"
            )
        if any(one.nik == given["nik"] for one in given.members.values()):
            raise CannotChange("orang ini sudah anggota keluarga ini", "this person is of the family already")

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        known = Member.objects.select_for_update().filter(nik=given["nik"]).order_by("pk")
        if len(known) > 1:
            raise CannotChange(
                "NIK ini sengketa: selesaikan di meja data ganda dahulu",
                "two records claim this NIK: settle it at the desk of duplicates first",
            )
        somebody = known[0] if known else self._newcomer(given)
        if somebody.died_on:
            raise CannotChange("orang ini tercatat meninggal", "this person is on record as dead")
        join_member(given.family, somebody, document=document, by=by)
        change_member(somebody, {"relation": given["relation"]}, document=document, by=by)

    def _newcomer(self, given: Given) -> Member:
        return Member(**{name: given[name] for name in ("name", "nik", "born", "sex", "relation")})
