"""Errands as a page shows them: the newest about something, as far as whoever looks may know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from harapan.console.stages.progress import Progress
from harapan.console.stages.wording import PHASES
from harapan.operations.errands import KINDS
from harapan.operations.models import Errand
from harapan.staff.models import Staff
from harapan.ui.words import Words

OURS = {
    "rank": Words("Memeringkat keluarga", "Ranking families"),
    "candidates": Words("Menetapkan calon", "Making candidates"),
    "undo": Words("Membatalkan", "Taking back"),
    "law": Words("Memeriksa menurut aturan", "Checking under the law"),
    "hand on": Words("Memindahkan keluarga", "Handing families on"),
    "read list": Words("Membaca baris", "Reading rows"),
    "judge list": Words("Membandingkan dengan registri", "Comparing with the registry"),
    "apply list": Words("Menulis ke registri", "Writing into the registry"),
    "undo list": Words("Mengembalikan seperti semula", "Putting back what was"),
    "checks": Words("Memeriksa data", "Checking the data"),
    "sums": Words("Menjumlahkan", "Summing up"),
    "release list": Words("Melepas daftar", "Releasing the list"),
    "look ahead": Words("Melihat ke depan", "Looking ahead"),
    "read answer": Words("Membaca jawaban bank", "Reading the bank's answer"),
    "notify": Words("Memberi tahu keluarga", "Notifying families"),
    "validations": Words("Mencatat hasil validasi", "Writing validations down"),
    "waiver": Words("Mencatat pengecualian", "Noting the waiver"),
    "print decree": Words("Mencetak keputusan dan lampirannya", "Printing the decree and its list"),
    "print letter": Words("Mencetak surat pengantar", "Printing the letter"),
    "decision": Words("Menerapkan keputusan", "Applying the decision"),
    "confirm": Words("Menetapkan keluarga", "Confirming families"),
    "account list": Words("Menyusun daftar burekol", "Drawing up the list of accounts"),
    "decree": Words("Menyusun keputusan", "Drawing up the decree"),
    "applying": Words("Mencatat perubahan", "Writing changes down"),
    "matching": Words("Mencari data ganda", "Looking for doubles"),
    "ledger": Words("Mencatat kehadiran", "Noting who came"),
    "compare visit": Words("Membandingkan dengan dana tersalur", "Comparing with what was credited"),
    "facility": Words("Mencatat", "Writing it down"),
    "draw": Words("Mengambil uji petik", "Drawing visits to call back"),
}
"""Phases of errands, beside those of stages."""


@dataclass(frozen=True)
class Seen(Progress):
    """One errand at one moment."""

    @property
    def errand(self) -> Errand:
        return cast(Errand, self.work)

    @property
    def title(self) -> Words:
        kind = KINDS.get(self.errand.kind)
        return kind.name if kind else Words(self.errand.kind, self.errand.kind)

    @property
    def phase(self) -> Words | None:
        name = self.errand.phase
        return {**PHASES, **OURS}.get(name, Words(name, name)) if name else None


def seen(errand: Errand, now: datetime) -> Seen:
    """One errand, seen now."""
    return Seen(cast(Any, errand), now)


def newest_about(subject: str, staff: Staff, now: datetime) -> Seen | None:
    """The newest errand about something, if this person may know of it and its end is still news."""
    return next(iter(newest_of([subject], staff, now)), None)


def newest_of(subjects: Sequence[str], staff: Staff, now: datetime) -> list[Seen]:
    """The newest errand about each of some subjects, in their order, as far as it is news."""
    rows = Errand.objects.visible_to(staff).filter(subject__in=subjects).order_by("subject", "-pk").distinct("subject")
    found = sorted((seen(one, now) for one in rows), key=lambda one: subjects.index(one.errand.subject))
    return [one for one in found if one.is_news]
