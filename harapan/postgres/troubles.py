"""What the database can refuse, said in one sentence, in both languages of the house."""

from pathlib import Path
from typing import NamedTuple


class Sentence(NamedTuple):
    """One thought in English and in Bahasa Indonesia."""

    en: str
    id: str

    def __str__(self) -> str:
        return self.en


class DatabaseTrouble(Exception):
    """The database cannot be had; `sentence` says why and what to do. Nothing was changed."""

    def __init__(self, en: str, id: str) -> None:
        self.sentence = Sentence(en, id)
        super().__init__(en)


# its words for what stopped it, the worst first; of a broken setting it tells the reason in a mere LOG line
GRAVE = ("PANIC:", "LOG:  invalid value", "LOG:  unrecognized", "LOG:  syntax", "FATAL:", "error:")
START = Sentence("PostgreSQL would not start", "PostgreSQL tidak mau mulai")


def explained(said: str, folder: Path, failed: Sentence = START) -> DatabaseTrouble:
    """What a PostgreSQL program said when it failed, in one sentence that a person can act on."""
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return DatabaseTrouble(
            f"The disk of {folder} is full: make room and run this again; nothing is lost.",
            f"Ruang di {folder} penuh: kosongkan sebagian lalu jalankan lagi; tidak ada yang hilang.",
        )
    if "Cannot allocate memory" in said or "could not map anonymous shared memory" in said:
        return DatabaseTrouble(
            f"{failed.en}, for want of memory: free some, or set a smaller shared_buffers in {folder / 'local.conf'}.",
            f"{failed.id} karena kurang memori: kosongkan sebagian, atau kecilkan shared_buffers di"
            f" {folder / 'local.conf'}.",
        )
    if "Permission denied" in said or "Read-only file system" in said:
        return cannot_write(folder)
    reason = _last_complaint(said)
    return DatabaseTrouble(f"{failed.en} ({folder}): {reason}.", f"{failed.id} ({folder}): {reason}.")


def cannot_write(folder: Path) -> DatabaseTrouble:
    """The folder is closed to us."""
    return DatabaseTrouble(
        f"The folder {folder} cannot be written: open it for this user, or choose another HARAPAN_HOME.",
        f"Folder {folder} tidak dapat ditulisi: bukalah untuk pengguna ini, atau pilih HARAPAN_HOME lain.",
    )


def _last_complaint(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    grave = [
        line[line.index(word) :].partition(":")[2].strip() for word in GRAVE for line in reversed(lines) if word in line
    ]
    return (grave or lines[-1:] or ["it gave no reason"])[0].rstrip(".")
