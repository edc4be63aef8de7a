"""What a page says before a step is asked for: what will happen, to how much, and why not where it cannot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from harapan.console.stages.pipeline import FAMILIES, FILES, Step, step_named
from harapan.console.stages.queries import BATCH, Facts
from harapan.console.stages.wording import STEPS, days
from harapan.operations.models import Work
from harapan.operations.queries import Stake, stake_of
from harapan.staff.models import Staff
from harapan.ui.words import Words

SAYS = {
    Work.Step.OPEN: Words(
        "Aturan hari pertama tahap ini dikunci, dan keluarga yang siap salur menjadi aktif.",
        "The law of its first day is fixed, and families that are ready become active.",
    ),
    Work.Step.FREEZE: Words(
        "Data keluarga, anggota, dan kewajiban disalin sebagaimana adanya sekarang. Salinan ini tidak berubah lagi.",
        "Families, members and duties are copied as they stand now. The copy never changes again.",
    ),
    Work.Step.COMPUTE: Words(
        "Hak setiap keluarga dihitung dari salinan yang dibekukan, lalu dibandingkan dengan tahap sebelumnya.",
        "What every family is owed is computed from the frozen copy, and compared with the stage before.",
    ),
    Work.Step.LOOK: Words(
        "Lembar periksa dibuat. Tidak ada yang berubah.", "The review sheet is made. Nothing else changes."
    ),
    Work.Step.APPROVE: Words(
        "Dana ini dibukukan untuk keluarga yang berhak. Sesudahnya hitungan tidak dapat ditolak lagi.",
        "This money is booked for the families it is owed to. After that the run can no longer be refused.",
    ),
    Work.Step.REFUSE: Words(
        "Hitungan ini ditolak beserta alasannya. Tahap kembali terbuka untuk dihitung ulang.",
        "The run is refused with your reason. The stage is open to be computed again.",
    ),
    Work.Step.ORDER: Words(
        "Pembayaran disusun menurut bank dan ditulis ke berkas. Belum ada uang yang bergerak.",
        "Payments are drawn up by bank and written into files. No money moves yet.",
    ),
    Work.Step.RELEASE: Words(
        "Berkas dilepas ke bank: sejak itu uang ini ada di bank.",
        "The files are released to the banks: from then on this money is at the banks.",
    ),
    Work.Step.SIMULATE: Words(
        "Bank simulasi menjawab semua berkas. Hanya ada di lingkungan latihan.",
        "Simulated banks answer every file. Only a place for practice has them.",
    ),
    Work.Step.REORDER: Words(
        "Retur dari keluarga yang kini punya rekening benar disiapkan untuk disalurkan lagi.",
        "Returned money of families whose account is right by now is made ready to be paid again.",
    ),
    Work.Step.CLOSE: Words(
        "Buku ditutup pada selisih nol dan tidak diubah lagi; yang tertinggal hanya dana yang ditahan dengan nama.",
        "The book is closed at a difference of zero and never changed; only money held by name is left.",
    ),
}
BOOKS = Words(
    "Dana yang disetujui dibukukan dan yang belum dapat dibayar ditahan, supaya nilai dokumen diketahui.",
    "What is approved is booked, and what cannot be paid yet is held, so that the papers' sum is known.",
)
SHOWN_AS = {Work.Step.LOOK: "review", Work.Step.REFUSE: "review", Work.Step.SIMULATE: "answer"}
FREE = {Work.Step.LOOK, Work.Step.REFUSE, Work.Step.REORDER}
"""Steps that are no station of the pipeline."""


@dataclass(frozen=True)
class Confirmation:
    """What the page says; `refusal` where the step cannot be asked for at all."""

    step: str
    title: Words
    says: Words
    stake: Stake | None = None
    unit: Words = FAMILIES
    notes: list[Words] = field(default_factory=list)
    initial: dict[str, Any] = field(default_factory=dict)
    refusal: Words | None = None
    is_money: bool = False


def confirmation_of(step: str, facts: Facts, staff: Staff, today: date, query: Mapping[str, str]) -> Confirmation:
    """What to say before this step of this stage is asked for by this person."""
    title, says = STEPS[Work.Step(step)], SAYS[Work.Step(step)]
    if query.get("only_book") and step == Work.Step.ORDER:
        title, says = Words("Bukukan dana yang disetujui", "Book what is approved"), BOOKS
    if step in FREE:
        return _free(Confirmation(step, title, says), facts)
    shown = _station(step, facts, staff, today, query)
    if refusal := _refusal(shown):
        return Confirmation(step, title, says, refusal=refusal)
    stake = stake_of(step, facts.name)
    typed = step in (Work.Step.APPROVE, Work.Step.RELEASE, Work.Step.CLOSE)
    initial: dict[str, Any] = {"rupiah": stake.rupiah} if stake else {}
    if query.get("only_book"):
        initial["only_book"] = True
    return Confirmation(step, title, says, stake, _unit(step), _notes(step, facts, today), initial, is_money=typed)


def _station(step: str, facts: Facts, staff: Staff, today: date, query: Mapping[str, str]) -> Step:
    name = SHOWN_AS.get(Work.Step(step), step)
    if query.get("only_book"):
        name = "papers"
    return step_named(name, facts, staff, today)


def _refusal(shown: Step) -> Words | None:
    if not shown.waits:
        return Words(
            f"{shown.title.id}: tidak ada yang menunggu di langkah ini sekarang.",
            f"{shown.title.en}: nothing waits at this step now.",
        )
    return shown.needs or shown.not_you


def _free(confirmation: Confirmation, facts: Facts) -> Confirmation:
    if confirmation.step == Work.Step.REFUSE:
        waiting = facts.batches_in(BATCH.COMPUTED, BATCH.REVIEWED)
        if not waiting:
            gone = Words("Tidak ada hitungan yang dapat ditolak.", "There is no run that could be refused.")
            return _with(confirmation, refusal=gone)
        ours = [batch for batch in waiting if batch.run_id == waiting[-1].run_id]
        stake = Stake(sum(batch.paid_families for batch in ours), sum(batch.net for batch in ours))
        return _with(confirmation, stake=stake, initial={"run": waiting[-1].run_id})
    if confirmation.step == Work.Step.REORDER and not facts.standing("returned")[0]:
        return _with(confirmation, refusal=Words("Tidak ada retur.", "Nothing came back."))
    if confirmation.step == Work.Step.LOOK and not facts.batches:
        return _with(confirmation, refusal=Words("Tahap belum dihitung.", "The stage is not computed yet."))
    return confirmation


def _with(confirmation: Confirmation, **changes: Any) -> Confirmation:
    return Confirmation(**{**confirmation.__dict__, **changes})


def _unit(step: str) -> Words:
    return FILES if step == Work.Step.RELEASE else FAMILIES


def _notes(step: str, facts: Facts, today: date) -> list[Words]:
    if step == Work.Step.OPEN and (late := (today - facts.stage.last_day).days) > 180:
        return [
            Words(
                f"Perhatikan: tahap ini berakhir {days(late).id} yang lalu.",
                f"Mind: this stage ended {days(late).en} ago.",
            )
        ]
    if step == Work.Step.APPROVE and (held := facts.batches_in(BATCH.REVIEWED)):
        odd = sum(len(batch.anomalies) for batch in held)
        because = "; ".join(batch.anomalies_accepted_because for batch in held if batch.anomalies_accepted_because)
        if odd:
            return [
                Words(
                    f"{odd} hal janggal diterima oleh pemeriksa: {because}",
                    f"The reviewer accepted what looked odd ({odd}): {because}",
                )
            ]
    return []
