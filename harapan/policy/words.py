"""The law's facts in words people read, in both languages."""

from collections.abc import Callable, Mapping
from typing import Any

from harapan.policy.edition import Condition, Title

SCHOOLS: Mapping[str, Title] = {
    "": Title("tidak bersekolah", "no school"),
    "paud": Title("PAUD", "playschool (PAUD)"),
    "sd": Title("SD/sederajat", "primary school (SD)"),
    "smp": Title("SMP/sederajat", "junior secondary school (SMP)"),
    "sma": Title("SMA/sederajat", "senior secondary school (SMA)"),
    "college": Title("perguruan tinggi", "college"),
}
GRADES: Mapping[str, Title] = {
    "": Title("tanpa disabilitas", "no disability"),
    "mild": Title("disabilitas ringan", "mild disability"),
    "severe": Title("disabilitas berat", "severe disability"),
}
FLAGS: Mapping[str, Title] = {
    "at_home": Title("tinggal dalam keluarga", "lives with the family"),
    "registered": Title("aktif dalam DTKS/DTSEN", "active in the social registry (DTKS/DTSEN)"),
    "in_education_register": Title(
        "tercatat di Dapodik, EMIS, atau PKBM", "in an education register (Dapodik, EMIS, PKBM)"
    ),
    "rights_victim": Title("korban pelanggaran HAM berat", "victim of gross human-rights violations"),
}
CONFIDENCE: Mapping[str, Title] = {
    "high": Title("tinggi", "high"),
    "medium": Title("sedang", "medium"),
    "low": Title("rendah", "low"),
    "setting": Title("pilihan pengelola, bukan aturan", "a choice of those who run this installation, not law"),
}


def requirement(condition: Condition) -> Title:
    """What a condition asks of a member."""
    if condition.alternatives:
        ways = [joined([requirement(one) for one in way], " dan ", " and ") for way in condition.alternatives]
        return joined(ways, ", atau ", ", or ")
    return REQUIREMENTS[condition.fact](dict(condition.parameters))


def joined(titles: list[Title], between_id: str, between_en: str) -> Title:
    """Several texts as one."""
    return Title(between_id.join(title.id for title in titles), between_en.join(title.en for title in titles))


def _age(bounds: Mapping[str, Any]) -> Title:
    least, most = bounds.get("least", 0), bounds.get("most")
    if most is None:
        return Title(f"berusia {least} tahun atau lebih", f"aged {least} or more")
    if least == 0:
        return Title(f"berusia di bawah {most + 1} tahun", f"aged under {most + 1}")
    return Title(f"berusia {least} sampai {most} tahun", f"aged {least} to {most}")


def _schools(parameters: Mapping[str, Any]) -> Title:
    return joined([SCHOOLS[school] for school in parameters["schools"]], " / ", " / ")


def _enrolled(parameters: Mapping[str, Any]) -> Title:
    return Title(f"bersekolah di {_schools(parameters).id}", f"enrolled in {_schools(parameters).en}")


def _not_enrolled(parameters: Mapping[str, Any]) -> Title:
    return Title(f"belum di {_schools(parameters).id}", f"not yet in {_schools(parameters).en}")


WORDS: Mapping[str, Title] = {
    "highest_amount": Title("yang tertinggi nilainya", "the best paid"),
    "fixed_order": Title("menurut urutan tetap komponen", "in the fixed order of components"),
    "per_member": Title("menurut anggota", "by member"),
    "flat": Title("sama rata per keluarga", "flat, by family"),
    "month": Title("bulan", "month"),
    "facts_of": Title("data per", "facts of"),
    "stand_in_until": Title("berlaku hingga", "standing in until"),
    "by_stage": Title("per tahap", "by stage"),
    "by_variant": Title("menurut varian", "by variant"),
    "paid_in_stage": Title("dibayar pada tahap", "paid in stage"),
    "collective": Title("tanggung renteng", "collective"),
    "percent": Title("persen", "per cent"),
    "visits": Title("kunjungan:", "visits:"),
    "every": Title("setiap", "every"),
    "in_months": Title("pada bulan ke-", "in months"),
    "window": Title("jendela (bulan):", "window in months:"),
    "at_month": Title("sejak umur (bulan)", "from the age in months of"),
    "within": Title("selama (bulan)", "within months:"),
    "from_day": Title("dari hari ke-", "from day"),
    "to_day": Title("sampai hari ke-", "to day"),
    "from_age": Title("umur bulan mulai", "age in months from"),
    "below_age": Title("umur bulan di bawah", "age in months below"),
    "bank": Title("bank", "bank"),
    "post": Title("pos", "post"),
}


def word(name: str) -> Title:
    """A word of the policy files as people read it; itself when it has no other."""
    return WORDS.get(name, Title(name, name))


REQUIREMENTS: Mapping[str, Callable[[Mapping[str, Any]], Title]] = {
    "age_between": _age,
    "enrolled_in": _enrolled,
    "not_enrolled_in": _not_enrolled,
    "pregnant": lambda _: Title("hamil atau nifas", "pregnant, or within 42 days of a birth"),
    "pregnancy_at_most": lambda p: Title(
        f"kehamilan paling banyak ke-{p['most']}", f"pregnancy number {p['most']} or less"
    ),
    "disabled": lambda _: Title("penyandang disabilitas", "disabled"),
    "disability_is": lambda p: joined([GRADES[grade] for grade in p["grades"]], " / ", " / "),
    "sex_is": lambda p: Title("perempuan", "female") if p["sex"] == "F" else Title("laki-laki", "male"),
    "relation_in": lambda p: Title(
        f"hubungan keluarga: {', '.join(p['relations'])}", f"relation: {', '.join(p['relations'])}"
    ),
    "flag_set": lambda p: FLAGS[p["flag"]],
    "flag_not_denied": lambda p: Title(
        f"{FLAGS[p['flag']].id} (belum diketahui: ya)", f"{FLAGS[p['flag']].en} (unknown: yes)"
    ),
    "feasible": lambda _: Title(
        "layak menurut daerah (belum diketahui: ya)", "feasible, as the region sees it (unknown: yes)"
    ),
    "no_excluded_occupation": lambda _: Title(
        "tidak ada ASN, TNI, Polri, pensiunannya, atau petugas sosial di rumah",
        "no civil servant, soldier, police officer, pensioner of these, or social staff at home",
    ),
    "decile_at_most": lambda p: Title(f"desil {p['most']} atau di bawahnya", f"decile {p['most']} or below"),
}
