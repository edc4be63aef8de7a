"""Sentences that several pages of a stage say: whose part a step is, days, phases of work."""

from datetime import date

from harapan.lib.rupiah import number
from harapan.operations.models import Work
from harapan.operations.queries import DECIDES, MONEY
from harapan.staff.models import Staff
from harapan.ui.templatetags.harapan import MONTHS
from harapan.ui.words import Words

RUNNERS = Words("Direktorat JSK atau Keuangan", "the national directorate (JSK) or Finance")
PAYERS = Words(
    "Direktorat JSK, Keuangan, atau PPK/PPSPM", "the national directorate (JSK), Finance or the treasury officers"
)

STEPS = {
    Work.Step.OPEN: Words("Buka tahap", "Open the stage"),
    Work.Step.FREEZE: Words("Bekukan data", "Freeze the registry"),
    Work.Step.COMPUTE: Words("Hitung", "Compute"),
    Work.Step.LOOK: Words("Bandingkan", "Compare"),
    Work.Step.REVIEW: Words("Periksa", "Review"),
    Work.Step.APPROVE: Words("Setujui", "Approve"),
    Work.Step.REFUSE: Words("Tolak", "Refuse"),
    Work.Step.CEILING: Words("Catat pagu", "Record the ceiling"),
    Work.Step.PAPER: Words("Catat dokumen", "Record a paper"),
    Work.Step.ORDER: Words("Susun berkas", "Write the files"),
    Work.Step.RELEASE: Words("Lepas berkas", "Release the files"),
    Work.Step.ANSWER: Words("Baca jawaban bank", "Read answers of the banks"),
    Work.Step.SIMULATE: Words("Jawaban bank simulasi", "Simulated answers of the banks"),
    Work.Step.REORDER: Words("Siapkan salur ulang", "Prepare to pay again"),
    Work.Step.RECONCILE: Words("Rekonsiliasi", "Reconcile"),
    Work.Step.CLOSE: Words("Tutup buku", "Close the book"),
}

PHASES = {
    "close months": Words("Mencatat yang tidak dilaporkan", "Writing down what nobody reported"),
    "freeze": Words("Membekukan data", "Freezing the registry"),
    "compute and load": Words("Menghitung dan memuat", "Computing and loading"),
    "compare": Words("Membandingkan dengan tahap sebelumnya", "Comparing with the stage before"),
    "review": Words("Memeriksa", "Reviewing"),
    "approve": Words("Menyetujui", "Approving"),
    "cases": Words("Menyusun kasus keluarga yang berkurang", "Making the cases of families who get less"),
    "book": Words("Membukukan", "Booking"),
    "book and draw up": Words("Membukukan dan menyusun pembayaran", "Booking and drawing up payments"),
    "write files": Words("Menulis berkas bank", "Writing the banks' files"),
    "release": Words("Melepas berkas", "Releasing the files"),
    "simulated banks answer": Words("Bank simulasi menjawab", "Simulated banks answer"),
    "read answers": Words("Membaca jawaban bank", "Reading the banks' answers"),
    "claims": Words("Mencari lebih bayar", "Looking for what was not owed"),
    "put right": Words("Mencari rekening yang sudah diperbaiki", "Looking for accounts put right"),
    "reconcile": Words("Rekonsiliasi", "Reconciling"),
    "close": Words("Menutup buku", "Closing the book"),
}

UNITS = {
    "families": Words("keluarga", "families"),
    "duties": Words("kewajiban", "duties"),
    "payments": Words("pembayaran", "payments"),
    "lines": Words("baris", "lines"),
    "checks": Words("pemeriksaan", "checks"),
}


def whose_part(step: str, staff: Staff) -> Words:
    """Why this person may not take a step, and who can."""
    who = PAYERS if step in MONEY - DECIDES else RUNNERS
    position = staff.position_words
    return Words(
        f"Bukan bagian {position.id}: ini tugas {who.id}.", f"Not for {position.en.lower()}: this is for {who.en}."
    )


def second_person(name: str, did: Words) -> Words:
    """Four eyes, in words."""
    return Words(
        f"{name} yang {did.id}, jadi orang lain yang harus melanjutkan: {RUNNERS.id}.",
        f"{name} {did.en}, so somebody else must go on: {RUNNERS.en}.",
    )


def days(count: int) -> Words:
    """`1 hari`, `2 days`."""
    return Words(f"{number(count)} hari", f"{number(count)} day{'' if count == 1 else 's'}")


def in_indonesian(day: date) -> str:
    """`12 Januari 2022`."""
    return f"{day.day} {MONTHS['id'][day.month - 1]} {day.year}"


def in_english(day: date) -> str:
    """`12 January 2022`."""
    return f"{day.day} {MONTHS['en'][day.month - 1]} {day.year}"
