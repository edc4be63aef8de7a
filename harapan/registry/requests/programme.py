"""Standing in the programme, and the account its money goes to."""

from typing import Any

from harapan.registry.actions.changes import CannotChange, change_decile, open_account
from harapan.registry.actions.participation import advance
from harapan.registry.models import Participation
from harapan.registry.requests import papers
from harapan.registry.requests.base import Changes, Field, Given, Kind, Position, Risk, Subject
from harapan.registry.requests.schooling import KNOWN, YES_NO_UNKNOWN
from harapan.registry.transitions import LEGAL
from harapan.ui.words import Words

P = Participation


class _OfFamily(Kind):
    group = "programme"
    subject = Subject.FAMILY
    risk = Risk.HIGH


class Decile(_OfFamily):
    """The family's welfare rank is another. BPS ranks; the ministry writes it down (domain facts 7, medium)."""

    name = "decile"
    words = Words("Desil kesejahteraan", "Welfare decile")
    about = Words(
        "Hasil pemeringkatan DTSEN oleh BPS setelah pengecekan lapangan; hanya Direktorat yang mengesahkan.",
        "From the DTSEN ranking by BPS after a check on the ground; only the directorate confirms it.",
    )
    fields = (Field("decile", Words("Desil (1-10)", "Decile (1-10)"), "number"),)
    papers = (papers.MINUTES, papers.VILLAGE)
    checkers = frozenset({Position.NATIONAL})
    is_correction = True

    def changes(self, given: Given) -> Changes:
        return Changes(family={"decile": given["decile"]})

    def refuse(self, given: Given) -> None:
        if not 1 <= given["decile"] <= 10:
            raise CannotChange("desil antara 1 dan 10", "a decile is from 1 to 10")

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        change_decile(given.family, given["decile"], document=document, by=by)


class Feasible(_OfFamily):
    """The region found the family feasible for aid, or not (EXCLUDE; domain facts 2.3, high)."""

    name = "feasible"
    words = Words("Kelayakan menurut daerah", "Feasibility by the region")
    about = Words(
        "Dinyatakan layak atau tidak layak oleh daerah; yang tidak layak tidak dibayar.",
        "Declared feasible or not by the region; who is not is not paid.",
    )
    fields = (Field("feasible", Words("Layak", "Feasible"), "choice", YES_NO_UNKNOWN),)
    papers = (papers.MINUTES, papers.VILLAGE)
    checkers = frozenset({Position.DINSOS, Position.NATIONAL})

    def changes(self, given: Given) -> Changes:
        return Changes(family={"feasible": KNOWN[given["feasible"]]})


class _Leaves(_OfFamily):
    checkers = frozenset({Position.DINSOS, Position.PROVINCE_COORDINATOR, Position.NATIONAL})
    target: Participation
    cause = ""
    """The cause of the step; empty where the request gives its reason."""

    def changes(self, given: Given) -> Changes:
        is_there = given.family.participation == self.target
        return Changes() if is_there else Changes(family={"participation": str(self.target)})

    def refuse(self, given: Given) -> None:
        if self.target not in LEGAL[given.family.participation]:
            raise CannotChange(
                "keluarga ini tidak berada pada keadaan yang dapat demikian",
                "from where this family stands in the programme that is not possible",
            )

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        paper = document or str(self.words.id)
        if given.family.participation != self.target:
            advance(given.family, self.target, cause=self.cause or given["reason"], on=given.on, document=paper, by=by)


class Resignation(_Leaves):
    """The family no longer needs the aid and says so, with a signed statement (domain facts 2.3, high)."""

    name = "resignation"
    words = Words("Mengundurkan diri (graduasi mandiri)", "Resigns (independent graduation)")
    about = Words(
        "Keluarga menyatakan tidak lagi memerlukan bantuan. Dinas sosial memutuskan.",
        "The family says that it no longer needs the aid. Dinsos decides.",
    )
    papers = (papers.STATEMENT,)
    asks_when = Words("Tanggal pernyataan", "Date of the statement")
    target = P.GRADUATED_INDEPENDENT
    cause = "resigned"


class Left(_Leaves):
    """Nobody of the family is left here. A move inside the country is no exit: there is a kind for it."""

    name = "left"
    words = Words("Keluar administratif", "Administrative exit")
    about = Words(
        "Semua anggota meninggal, pindah ke luar negeri, atau tidak ditemukan. Pindah alamat bukan alasan keluar.",
        "Everybody died, moved abroad, or cannot be found. A move of residence is no exit.",
    )
    fields = (
        Field(
            "reason",
            Words("Alasan", "Why"),
            "choice",
            (
                ("everybody_died", Words("Semua anggota meninggal", "Every member died")),
                ("moved_abroad", Words("Pindah ke luar negeri", "Moved abroad")),
                ("not_found", Words("Tidak ditemukan", "Not found")),
            ),
        ),
    )
    papers = (papers.VILLAGE, papers.MINUTES, papers.DEATH)
    target = P.ADMINISTRATIVE_EXIT


class Removal(_Leaves):
    """The village or office found that the family is able, or not of the programme (domain facts 2.3, high)."""

    name = "removal"
    words = Words("Dikeluarkan", "Removal")
    about = Words("Dinyatakan mampu, atau terbukti tidak memenuhi syarat.", "Found able, or not eligible.")
    fields = (
        Field(
            "reason",
            Words("Alasan", "Why"),
            "choice",
            (
                ("able_by_village", Words("Dinyatakan mampu oleh musyawarah", "Found able by the village meeting")),
                ("found_not_eligible", Words("Terbukti tidak memenuhi syarat", "Proven not to be eligible")),
                ("nik_not_matched", Words("NIK tidak padan", "NIK not matched")),
            ),
        ),
    )
    papers = (papers.MINUTES, papers.VILLAGE)
    target = P.REMOVED


class Return(_Leaves):
    """A family that left is proposed again; its history stays (domain facts 15, no. 24)."""

    name = "return"
    words = Words("Diusulkan kembali", "Proposed again")
    about = Words("Keluarga yang pernah keluar menjadi calon lagi.", "A family that left becomes a candidate again.")
    papers = (papers.MINUTES, papers.VILLAGE)
    target = P.CANDIDATE
    cause = "proposed_again"


class NewAccount(_OfFamily):
    """The family's money goes to another account, in the caretaker's name."""

    name = "new_account"
    words = Words("Rekening baru", "New account")
    about = Words(
        "Setelah pengurus berganti, rekening diganti bank, atau nama diperbaiki. Rekening lama ditutup dan disimpan.",
        "After a change of caretaker, or when the bank replaced it. The old one is closed and kept.",
    )
    group = "money"
    fields = (Field("number", Words("Nomor rekening", "Account number"), longest=34),)
    papers = (papers.BANK_BOOK,)
    asks_when = Words("Tanggal dibuka", "When it was opened")

    def changes(self, given: Given) -> Changes:
        holder = given.members.get(given.family.caretaker or 0)
        name, number = holder.name if holder else "?", str(given["number"])
        return Changes(
            also=(
                Words(
                    f"Rekening {given.family.bank} berakhiran {number[-4:]} atas nama {name}",
                    f"Account at {given.family.bank} ending in {number[-4:]}, in the name of {name}",
                ),
            )
        )

    def refuse(self, given: Given) -> None:
        holder = given.members.get(given.family.caretaker or 0)
        if holder is None or holder.died_on:
            raise CannotChange("tetapkan pengurus yang hidup dahulu", "appoint a living caretaker first")
        if not str(given["number"]).isdigit():
            raise CannotChange("nomor rekening hanya angka", "an account number has digits only")
        if given.family.bank == "POS":
            raise CannotChange("keluarga ini dibayar melalui pos", "this family is paid at the post")

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        holder = given.members[given.family.caretaker or 0]
        open_account(given.family, holder, number=given["number"], on=given.on, document=document, by=by)


class CardTrouble(_OfFamily):
    """The card or account does not work; the bank has to act. The request itself is what the bank gets."""

    name = "card_trouble"
    words = Words("Masalah kartu atau rekening", "Trouble with card or account")
    about = Words(
        "Kartu hilang, rusak atau tertelan, PIN terblokir, rekening dorman. Diteruskan kepada bank.",
        "Card lost, damaged or swallowed, PIN blocked, account dormant. Passed on to the bank.",
    )
    group = "money"
    risk = Risk.LOW
    fields = (
        Field(
            "trouble",
            Words("Masalah", "Trouble"),
            "choice",
            (
                ("lost", Words("Kartu hilang", "Card lost")),
                ("damaged", Words("Kartu rusak", "Card damaged")),
                ("swallowed", Words("Kartu tertelan", "Card swallowed")),
                ("pin", Words("PIN terblokir", "PIN blocked")),
                ("dormant", Words("Rekening dorman", "Account dormant")),
                ("name", Words("Nama berbeda dengan Dukcapil", "Name differs from the civil registry")),
            ),
        ),
    )
    papers = (papers.POLICE, papers.KTP, papers.BANK_BOOK)

    def changes(self, given: Given) -> Changes:
        trouble = dict(self.fields[0].choices).get(given["trouble"], Words("?", "?"))
        return Changes(also=(Words(f"Diteruskan ke bank: {trouble.id}", f"Passed on to the bank: {trouble.en}"),))

    def apply(self, given: Given, *, document: str, by: Any) -> None:
        """Nothing of the family changes: the bank finds it among what was approved."""
