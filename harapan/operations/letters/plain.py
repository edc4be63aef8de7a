"""A family's amount in plain words: why it is so much, what changed since last time, where the money is. Pure."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from harapan.banks.reasons import REASONS
from harapan.entitlements.load_lines import PaidFor
from harapan.lib.rupiah import rupiah

GSM: Final = 160
"""Characters of one message on any telephone, as long as all of them are plain."""


@dataclass(frozen=True)
class Told:
    """What is known about one family in one stage."""

    name: str
    place: str
    net: int
    before: int | None
    """Rupiah of the stage before; None when the family was not in it."""
    paid_for: Sequence[PaidFor]
    paid_for_before: Sequence[PaidFor]
    because: str
    """The law's sentence when nothing is paid."""
    bank: str
    number: str
    """Account or card; only its end is ever told."""
    outcome: str
    """Where the ledger has the money: credited, returned, treasury, approved, at_bank, or empty before there is one."""
    trouble: str
    """The bank's reason for a return, or ours for a hold."""
    facilitator: str = ""
    group: str = ""
    phone: str = ""


def counted(one: PaidFor, titles: Mapping[str, str]) -> str:
    """`2 anak SD/sederajat`; a line of the family itself goes by its name alone."""
    title = titles.get(one.component, one.component)
    lowered = title[0].lower() + title[1:]
    return f"{one.members} {lowered}" if one.members else title


def why(told: Told, titles: Mapping[str, str]) -> list[dict[str, str | int | None]]:
    """A line for each thing the family is paid for."""
    return [{"words": counted(one, titles), "rupiah": one.rupiah} for one in told.paid_for]


def change(told: Told, titles: Mapping[str, str]) -> str:
    """What is different from the stage before, and through what."""
    if told.before is None:
        return "Keluarga ini belum dibayar pada tahap lalu."
    difference = told.net - told.before
    moved = _moved(told, titles)
    if difference == 0:
        return "Jumlahnya sama." if not moved else f"Jumlahnya sama; {moved}."
    direction = "Naik" if difference > 0 else "Turun"
    words = f"{direction} {rupiah(abs(difference))} dari {rupiah(told.before)}"
    return f"{words}: {moved}." if moved else f"{words}."


def _moved(told: Told, titles: Mapping[str, str]) -> str:
    """Components that count more or fewer members than before, and family lines that came or went."""
    now = {one.component: one for one in told.paid_for}
    then = {one.component: one for one in told.paid_for_before}
    said = []
    for name in [*now, *(name for name in then if name not in now)]:
        members = (now[name].members if name in now else 0) - (then[name].members if name in then else 0)
        if members:
            words = counted(PaidFor(name, abs(members), 0), titles)
            said.append(f"bertambah {words}" if members > 0 else f"{words} tidak lagi dihitung")
        elif (name in now) != (name in then):
            title = titles.get(name, name).lower()
            said.append(f"ada {title}" if name in now else f"tanpa {title}")
    return ", ".join(said)


def where(told: Told) -> str:
    """Where the money is now, and what the family should do."""
    if told.net <= 0:
        return "Tidak ada pembayaran pada tahap ini."
    place = _place(told)
    if told.outcome == "credited":
        return f"Sudah dibayarkan melalui {place}." if told.bank == "POS" else f"Sudah masuk {place}."
    if told.outcome in ("returned", "treasury"):
        trouble = REASONS[told.trouble].id if told.trouble in REASONS else "ditolak bank"
        return f"Belum dapat diterima: {trouble}. Temui pendamping Anda agar diperbaiki."
    if told.outcome == "held":
        return f"Disimpan untuk keluarga ini: {told.trouble.lower()}. Temui pendamping Anda."
    if told.outcome == "at_bank":
        return f"Sedang diproses melalui {place}."
    return f"Akan disalurkan melalui {place}."


def _place(told: Told) -> str:
    if told.bank == "POS":
        return "Kantor Pos terdekat"
    end = f" berakhiran\u00a0{told.number[-4:]}" if told.number else ""
    return f"rekening {told.bank}{end}"


def message(told: Told, titles: Mapping[str, str], stage: str, complaints: str) -> str:
    """The same for a telephone, in one message where it fits, never with a NIK. What matters least is left out."""
    name = told.name
    for parts in (3, 2, 1, 0):
        text = _message(told, titles, stage, complaints, name, parts)
        if len(text) <= GSM:
            return text
    room = GSM - len(_message(told, titles, stage, complaints, "", 0))
    return _message(told, titles, stage, complaints, name[: max(room, 0)].rstrip(), 0)[:GSM]


def _message(told: Told, titles: Mapping[str, str], stage: str, complaints: str, name: str, parts: int) -> str:
    sentences = [f"{stage} {name}: {rupiah(max(told.net, 0))}"]
    if told.net > 0:
        sentences[0] += " " + _briefly(told)
    elif told.because:
        sentences.append(told.because.rstrip("."))
    if parts > 0 and told.before is not None and told.net != told.before:
        difference = told.net - told.before
        sentences.append(f"{'Naik' if difference > 0 else 'Turun'} {rupiah(abs(difference))}")
    if parts > 1 and told.paid_for and told.net > 0:
        sentences.append(", ".join(counted(one, titles) for one in told.paid_for))
    if parts == 1 and len(sentences) > 2:
        sentences.pop()
    sentences.append(complaints)
    return plain(". ".join(sentences))


def _briefly(told: Told) -> str:
    if told.outcome in ("returned", "treasury"):
        return "belum masuk, temui pendamping"
    if told.outcome == "held":
        return "disimpan, temui pendamping"
    if told.bank == "POS":
        return "di Kantor Pos"
    return f"{'masuk' if told.outcome == 'credited' else 'lewat'} {told.bank} {told.number[-4:]}".rstrip()


def plain(text: str) -> str:
    """Letters every telephone has."""
    flat = unicodedata.normalize("NFKD", text.replace("–", "-").replace("’", "'"))
    return "".join(sign if " " <= sign <= "~" and sign not in "`[]{}\\^~|" else "" for sign in flat)


def dialled(phone: str) -> str:
    """`0812...` as gateways want it, `62812...`; empty for what is no mobile number."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    digits = f"62{digits[1:]}" if digits.startswith("0") else digits
    return digits if digits.startswith("628") and 10 <= len(digits) <= 15 else ""
