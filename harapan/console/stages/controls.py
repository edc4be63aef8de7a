"""Control totals: what one step hands over must be what the next one holds, to the rupiah."""

from dataclasses import dataclass

from harapan.console.stages.pipeline import Link, to
from harapan.console.stages.queries import Facts
from harapan.ui.words import Words


@dataclass(frozen=True)
class Control:
    """Two figures that must be the same."""

    words: Words
    left: int
    right: int
    is_money: bool
    link: Link | None = None

    @property
    def difference(self) -> int:
        return self.left - self.right


def control_totals(facts: Facts) -> list[Control]:
    """What one step hands over and what the next one holds, as far as the stage has come."""
    found = []
    if facts.snapshot and facts.main:
        words = Words("Keluarga dibekukan = keluarga dihitung", "Families frozen = families computed")
        found.append(Control(words, facts.snapshot.families, facts.main.families, False))
    if facts.main:
        computed = sum(run.net for run in facts.runs if not run.refused_because)
        words = Words("Dihitung = jumlah semua gelombang", "Computed = the sum of all waves")
        sheet = to("review", facts, Words("Lembar periksa", "Review sheet"))
        found.append(Control(words, computed, sum(batch.net for batch in facts.batches), True, sheet))
    booked = [batch for batch in facts.batches if batch.pk in facts.standings]
    if booked:
        words = Words("Disetujui = jumlah semua akun buku besar", "Approved = the sum of all accounts of the ledger")
        books = to("books", facts, Words("Buku", "Books"))
        held = -facts.standing("appropriation", booked)[1]
        found.append(Control(words, sum(batch.net for batch in booked), held, True, books))
        accounts = ("approved", "held", "at_bank", "credited", "returned", "treasury", "recovered", "written_off")
        total = sum(facts.standing(account, booked)[1] for account in accounts)
        words = Words("Keluar dari pagu = berdiri di akun", "Drawn from the ceiling = standing in accounts")
        found.append(Control(words, held, total, True, books))
    if facts.files:
        listed = sum(file.last_payment - file.first_payment + 1 for file in facts.files)
        words = Words("Nomor pembayaran = baris di berkas", "Payment numbers = lines in files")
        files = to("files", facts, Words("Berkas", "Files"))
        found.append(Control(words, listed, sum(file.count for file in facts.files), False, files))
    return found
