"""What this desk calls states, words, fields and values, in both languages."""

from datetime import date
from typing import Any, Final

from harapan.lib.identifiers import dotted, masked
from harapan.policy.words import GRADES, SCHOOLS
from harapan.registry.models import ChangeRequest, RequestEvent
from harapan.registry.words import ACCOUNTS, PARTICIPATION, RELATIONS, word
from harapan.ui.words import Words, said

State, What = ChangeRequest.State, RequestEvent.What

STATES: Final = {
    State.DRAFT: Words("Draf", "Draft"),
    State.SUBMITTED: Words("Diajukan", "Submitted"),
    State.RETURNED: Words("Dikembalikan", "Returned"),
    State.APPROVED: Words("Disetujui, segera dicatat", "Approved, about to be written down"),
    State.HANDED_OVER: Words("Menunggu wilayah baru", "Waits for the new area"),
    State.ACCEPTED: Words("Diterima wilayah baru", "Accepted by the new area"),
    State.APPLIED: Words("Tercatat", "Written down"),
    State.REFUSED: Words("Ditolak", "Refused"),
    State.WITHDRAWN: Words("Ditarik", "Withdrawn"),
}
WAITING: Final = Words("Menunggu keputusan", "Waits for a decision")
TONES: Final = {
    State.SUBMITTED: "warn",
    State.RETURNED: "bad",
    State.HANDED_OVER: "warn",
    State.APPROVED: "ok",
    State.ACCEPTED: "ok",
    State.APPLIED: "ok",
    State.REFUSED: "bad",
    State.DRAFT: "quiet",
    State.WITHDRAWN: "quiet",
}
SAID: Final = {
    What.AMENDED: Words("Diperbaiki", "Amended"),
    What.SUBMITTED: Words("Diajukan", "Submitted"),
    What.WITHDRAWN: Words("Ditarik", "Withdrawn"),
    What.RETURNED: Words("Dikembalikan", "Returned"),
    What.REFUSED: Words("Ditolak", "Refused"),
    What.APPROVED: Words("Disetujui", "Approved"),
    What.UNDONE: Words("Persetujuan dibatalkan", "Approval taken back"),
    What.HANDED_OVER: Words("Diserahkan ke wilayah baru", "Handed to the new area"),
    What.ACCEPTED: Words("Diterima wilayah baru", "Accepted by the new area"),
    What.DECLINED: Words("Tidak diterima wilayah baru", "Declined by the new area"),
    What.APPLIED: Words("Dicatat ke data keluarga", "Written into the family's data"),
    What.STUCK: Words("Tidak dapat dicatat, dikembalikan", "Could not be written down, returned"),
}
RISKS: Final = {
    "low": Words("Risiko rendah", "Low risk"),
    "medium": Words("Risiko sedang", "Medium risk"),
    "high": Words("Risiko tinggi", "High risk"),
}
ASKED_BY: Final = {
    ChangeRequest.AskedBy.FAMILY: Words("Keluarga", "The family"),
    ChangeRequest.AskedBy.FACILITATOR: Words("Pendamping", "The facilitator"),
    ChangeRequest.AskedBy.VILLAGE: Words("Desa/kelurahan", "The village"),
    ChangeRequest.AskedBy.DINSOS: Words("Dinas sosial", "Dinsos"),
}
FIELDS: Final = {
    "account": Words("Rekening", "Account"),
    "address": Words("Alamat", "Address"),
    "at_home": Words("Tinggal serumah", "Lives at home"),
    "bank": Words("Bank", "Bank"),
    "born": Words("Tanggal lahir", "Born on"),
    "card": Words("Nomor KK", "Family card"),
    "caretaker": Words("Pengurus", "Caretaker"),
    "channel": Words("Saluran bayar", "Channel"),
    "confirmed_on": Words("Ditetapkan", "Confirmed on"),
    "decile": Words("Desil", "Decile"),
    "died_on": Words("Meninggal", "Died on"),
    "disability": Words("Disabilitas", "Disability"),
    "due_on": Words("Hari (perkiraan) lahir", "(Expected) day of birth"),
    "excluded_occupation": Words("PNS/TNI/Polri/pensiunan", "Excluded occupation"),
    "facilitator": Words("Pendamping", "Facilitator"),
    "family": Words("Keluarga", "Family"),
    "feasible": Words("Layak menurut daerah", "Feasible by the region"),
    "flags": Words("Tanda", "Flags"),
    "group": Words("Kelompok", "Group"),
    "holder": Words("Pemilik rekening", "Holder of the account"),
    "holder_name": Words("Nama di rekening", "Name on the account"),
    "in_education_register": Words("Tercatat di Dapodik/EMIS/PKBM", "In an education register"),
    "mother_name": Words("Nama ibu kandung", "Mother's name"),
    "name": Words("Nama", "Name"),
    "nik": Words("NIK", "NIK"),
    "nik_contested": Words("NIK sengketa", "NIK contested"),
    "number": Words("Nomor rekening", "Account number"),
    "opened_on": Words("Rekening dibuka", "Account opened on"),
    "participation": Words("Kepesertaan", "Participation"),
    "phone": Words("Telepon", "Phone"),
    "pregnancy": Words("Kehamilan ke-", "Pregnancy number"),
    "register_before": Words("Dapodik/EMIS/PKBM sebelumnya", "In a register before"),
    "registered": Words("Terdaftar DTSEN", "Registered in DTSEN"),
    "relation": Words("Hubungan", "Relation"),
    "rights_victim": Words("Korban pelanggaran HAM", "Victim of rights violations"),
    "same_as": Words("Orang yang sama dengan catatan", "Same person as record"),
    "school": Words("Jenjang sekolah", "School level"),
    "school_before": Words("Jenjang sebelumnya", "School level before"),
    "school_changed_on": Words("Data sekolah berubah pada", "School facts changed on"),
    "sex": Words("Jenis kelamin", "Sex"),
    "state": Words("Keadaan rekening", "State of the account"),
    "variant": Words("Varian bantuan", "Variant"),
    "village": Words("Desa/kelurahan", "Village"),
}
"""Every column whose history is kept, and those a request may change."""
HIDDEN: Final = {"nik", "card", "phone", "number"}
UNSAID: Final = {"school_before", "register_before", "school_changed_on"}
"""Kept for the freeze; they follow the fact beside them."""
NOTHING: Final = Words("tidak ada", "none")
UNKNOWN: Final = Words("belum diketahui", "not known")
YES_NO: Final = {"true": Words("ya", "yes"), "false": Words("tidak", "no")}
SEXES: Final = {"F": Words("perempuan", "female"), "M": Words("laki-laki", "male")}


def value_said(name: str, value: Any) -> str:
    """A field's value as people read it; numbers that name somebody show their last four."""
    if value is None or value == "":
        return str(UNKNOWN if name in ("in_education_register", "excluded_occupation", "feasible") else NOTHING)
    text = value.isoformat() if isinstance(value, date) else str(value)
    if name in HIDDEN:
        return masked(text)
    if text.lower() in YES_NO:
        return str(YES_NO[text.lower()])
    if len(text) == 10 and text[4] == text[7] == "-":
        return f"{text[8:]}.{text[5:7]}.{text[:4]}"
    if name == "village":
        return dotted(text)
    if name == "sex":
        return str(SEXES.get(text, text))
    titles = {"participation": PARTICIPATION, "relation": RELATIONS, "state": ACCOUNTS, "school": SCHOOLS}
    titles |= {"disability": GRADES}
    if name in titles:
        title = word(titles[name], text)
        return said(title.id, title.en)
    return text
