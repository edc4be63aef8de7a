"""Every kind of errand: what it is called, who may ask for it, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass

from harapan.intake.confirmation.decree import may_decree
from harapan.intake.confirmation.groups import may_group
from harapan.intake.confirmation.queries import may_answer
from harapan.intake.matching.queries import may_decide
from harapan.intake.visits.actions import may_rule
from harapan.meetings.actions.calling import may_draw
from harapan.meetings.models.visits import may_oversee
from harapan.meetings.queries import holds_sessions
from harapan.operations.errands import (
    attachments,
    candidates,
    changes,
    coverage,
    duties,
    facilitators,
    imports,
    matching,
    meetings,
    quality,
    targeting,
)
from harapan.operations.errands.figures import may_note_figures, note_figure
from harapan.operations.errands.sanctions import (
    apply,
    give,
    look,
    make,
    may_apply,
    may_look_ahead,
    may_notify,
    notify,
)
from harapan.operations.hands import Notes
from harapan.operations.models import Errand
from harapan.staff.models import Staff
from harapan.ui.words import Words


@dataclass(frozen=True)
class Kind:
    """`do(notes, errand, staff)` works as `machine` in the name of who asked; it can be run again, and its sentences
    say what came of it. `may` looks at the position alone: `do` looks at the area, since time has passed.
    """

    name: Words
    may: Callable[[Staff], bool]
    do: Callable[[Notes, Errand, Staff], Words | None]


KINDS: dict[str, Kind] = {
    "import.read": Kind(Words("Baca daftar", "Read a list"), imports.may_import, imports.read_list),
    "import.apply": Kind(Words("Terapkan daftar", "Apply a list"), imports.may_import, imports.apply_list),
    "import.undo": Kind(Words("Batalkan daftar", "Take a list back"), imports.may_import, imports.undo_list),
    "import.discard": Kind(Words("Buang daftar", "Throw a list away"), imports.may_import, imports.discard_list),
    "change.apply": Kind(Words("Catat perubahan", "Write a change down"), changes.may_apply, changes.apply_approved),
    "figure.note": Kind(Words("Catat angka terbitan", "Keep a published figure"), may_note_figures, note_figure),
    "quality.inspect": Kind(Words("Periksa data", "Inspect the data"), quality.may_inspect, quality.inspect_area),
    "quality.look": Kind(Words("Periksa satu keluarga", "Look at a family"), quality.may_mend, quality.look_at_family),
    "validation.apply": Kind(
        Words("Catat hasil validasi", "Write validations down"), may_rule, candidates.apply_validation
    ),
    "decree.issue": Kind(Words("Tetapkan KPM", "Confirm families by decree"), may_decree, candidates.issue),
    "accounts.draw_up": Kind(
        Words("Susun daftar burekol", "Draw up a list for opening accounts"),
        lambda staff: staff.may_move_money,
        candidates.draw_up_accounts,
    ),
    "accounts.release": Kind(
        Words("Lepas daftar burekol", "Release a list for opening accounts"),
        lambda staff: staff.may_move_money,
        candidates.release_accounts,
    ),
    "accounts.answer": Kind(Words("Baca jawaban burekol", "Read a bank's answer"), may_answer, candidates.read_answer),
    "groups.make": Kind(Words("Bentuk kelompok", "Make groups"), may_group, candidates.make_groups),
    "groups.change": Kind(Words("Ubah kelompok", "Change a group"), may_group, candidates.change_group),
    "targeting.draw_up": Kind(
        Words("Susun daftar calon", "Draw up candidate lists"),
        lambda staff: staff.may_split_quotas,
        targeting.draw_up_lists,
    ),
    "targeting.make": Kind(
        Words("Tetapkan calon KPM", "Make candidates"), lambda staff: staff.may_set_quotas, targeting.make_list
    ),
    "targeting.undo": Kind(
        Words("Batalkan daftar calon", "Take a list back"), lambda staff: staff.may_set_quotas, targeting.undo_list
    ),
    "targeting.admit": Kind(
        Words("Jadikan calon usulan desa", "Admit a family a village proposed"),
        lambda staff: staff.may_check_proposals,
        targeting.admit_proposed,
    ),
    "facilitators.reassign": Kind(
        Words("Pindahkan keluarga dampingan", "Hand families on"), lambda staff: staff.may_assign, facilitators.hand_on
    ),
    "pairs.search": Kind(Words("Cari data ganda", "Look for doubles"), may_decide, matching.search),
    "pair.merge": Kind(Words("Gabungkan catatan", "Join records"), may_decide, matching.join),
    "pair.part": Kind(Words("Batalkan penggabungan", "Undo a merge"), may_decide, matching.undo),
    "facilitators.undo": Kind(
        Words("Kembalikan keluarga dampingan", "Hand families back"),
        lambda staff: staff.may_assign,
        facilitators.hand_back,
    ),
    "duties.enter": Kind(
        Words("Catat laporan kewajiban", "Enter reports on duties"), duties.may_report, duties.enter_reports
    ),
    "meetings.write": Kind(
        Words("Catat pertemuan P2K2", "Enter a family session"), holds_sessions, meetings.write_meeting
    ),
    "meetings.sum": Kind(Words("Jumlahkan P2K2", "Sum family sessions"), may_oversee, meetings.sum_area),
    "reports.sum": Kind(
        Words("Jumlahkan laporan sekolah", "Sum reports of schools"), coverage.may_sum, coverage.sum_reports
    ),
    "units.sum": Kind(
        Words("Jumlahkan laporan posyandu", "Sum reports of health units"), coverage.may_sum, coverage.sum_visits
    ),
    "visits.compare": Kind(
        Words("Bandingkan kunjungan", "Compare a home visit"), holds_sessions, meetings.compare_visit
    ),
    "visits.draw": Kind(Words("Ambil uji petik", "Draw visits to call back"), may_draw, meetings.draw),
    "sanctions.make": Kind(
        Words("Susun kasus sanksi dan keberatan", "Make cases of sanctions and objections"),
        lambda staff: staff.may_run_cycles,
        make,
    ),
    "sanctions.notify": Kind(Words("Beri tahu keluarga", "Notify families"), may_notify, notify),
    "sanctions.apply": Kind(Words("Terapkan keputusan", "Apply a decision"), may_apply, apply),
    "waiver.give": Kind(Words("Berlakukan pengecualian", "Give a waiver"), may_apply, give),
    "facility.keep": Kind(Words("Simpan sekolah/faskes", "Save a facility"), attachments.may_keep, attachments.keep),
    "facility.close": Kind(Words("Tutup sekolah/faskes", "Close a facility"), attachments.may_keep, attachments.close),
    "facility.reopen": Kind(
        Words("Buka lagi sekolah/faskes", "Open a facility again"), attachments.may_keep, attachments.reopen
    ),
    "attachment.move": Kind(
        Words("Pindahkan anggota", "Move a member"), attachments.may_place, attachments.move_member
    ),
    "claim.look": Kind(Words("Periksa klaim", "Look into a claim"), attachments.may_tell, attachments.look),
    "claim.settle": Kind(
        Words("Jalankan keputusan klaim", "Carry out a decision"), attachments.may_keep, attachments.carry_out
    ),
    "alerts.look": Kind(Words("Perbarui peringatan dini", "Look ahead for early warnings"), may_look_ahead, look),
}
"""By the name that pages ask for, such as `import.apply`."""
