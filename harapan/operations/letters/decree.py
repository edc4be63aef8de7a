"""The recipients' decree (SK penerima): who is paid in a stage, with the lists annexed area by area."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection

from harapan.letters.drafts import Draft, Sheet
from harapan.letters.models import Letter
from harapan.letters.wording import in_words
from harapan.lib.identifiers import masked, range_of
from harapan.lib.rupiah import number, rupiah
from harapan.operations.letters.common import (
    NothingToTell,
    StageFacts,
    approved_batches,
    is_synthetic,
    short,
    stage_facts,
    streamed,
    title_of,
    titles_of,
)
from harapan.snapshots.models import Snapshot
from harapan.staff.models import Staff

LONGEST_LIST = 6_000
"""Families in one annex; a larger regency is annexed district by district. About 2 s and 400 MB to print."""

VILLAGES = """
    SELECT village, count(DISTINCT family), sum(net) FROM entitlements_entitlement
    WHERE cycle = %(cycle)s AND batch = ANY(%(batches)s) AND village BETWEEN %(first)s AND %(last)s AND net > 0
    GROUP BY village ORDER BY village
"""

# The name is that of whoever looks after the family's aid now; the sum that of every run that counts.
RECIPIENTS = """
    SELECT owed.village, coalesce(member.name, '-') AS name, coalesce(member.nik, '') AS nik, family.address AS home,
           owed.bank, owed.net
    FROM (
        SELECT family, village, min(bank) AS bank, sum(net) AS net FROM entitlements_entitlement
        WHERE cycle = %(cycle)s AND batch = ANY(%(batches)s) AND village BETWEEN %(first)s AND %(last)s AND net > 0
        GROUP BY family, village
    ) AS owed
    JOIN registry_family AS family ON family.id = owed.family
    LEFT JOIN registry_member AS member ON member.id = family.caretaker
    ORDER BY owed.village, member.name COLLATE "C", owed.family
"""

LAW = (
    "Undang-Undang Nomor 11 Tahun 2009 tentang Kesejahteraan Sosial;",
    "Undang-Undang Nomor 13 Tahun 2011 tentang Penanganan Fakir Miskin;",
    "Undang-Undang Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi;",
    "Peraturan Presiden Nomor 63 Tahun 2017 tentang Penyaluran Bantuan Sosial Secara Nontunai;",
    "Peraturan Menteri Keuangan Nomor 254/PMK.05/2015 tentang Belanja Bantuan Sosial pada Kementerian Negara/Lembaga, "
    "sebagaimana telah diubah dengan Peraturan Menteri Keuangan Nomor 228/PMK.05/2016;",
    "Peraturan Menteri Sosial Nomor 1 Tahun 2018 tentang Program Keluarga Harapan;",
    "Peraturan Menteri Sosial Nomor 1 Tahun 2019 tentang Penyaluran Belanja Bantuan Sosial di Lingkungan Kementerian "
    "Sosial.",
)
"""The regulations in force (domain facts 1.1); the law on personal data only once it was there."""
DATA_LAW_SINCE = 2023


def gather(letter: Letter, by: Staff) -> Draft:  # noqa: ARG001 - whose area it is was asked before
    """The decree of a stage for an area. Lists come one by one, so that a whole country never stands in memory."""
    stage = stage_facts(letter.period)
    batches = approved_batches(letter.period)
    first, last = range_of(letter.area)
    asked = {"cycle": stage.cycle, "batches": [batch.pk for batch in batches], "first": first, "last": last}
    villages = _villages(asked)
    if not villages:
        raise NothingToTell(
            f"tidak ada penerima {stage.title} di wilayah itu", f"nobody in that area is paid in {letter.period}"
        )
    areas = _areas(villages, letter.area, stage)
    where = title_of(letter.area, stage.first_day)
    families, total = sum(area["families"] for area in areas), sum(area["rupiah"] for area in areas)
    programme = short(stage.programme)
    about = f"Penetapan keluarga penerima manfaat {stage.programme} {stage.title}" + (
        f" {where}" if letter.area else ""
    )
    data = {
        "decides": "Keputusan Direktur Jaminan Sosial Keluarga",
        "about": about,
        "title": f"Keputusan Direktur Jaminan Sosial Keluarga tentang {about}.",
        "considering": _considering(stage),
        "law": [words for words in LAW if "27 Tahun 2022" not in words or stage.first_day.year >= DATA_LAW_SINCE],
        "decisions": _decisions(stage, where, families, total, len(areas)),
        "areas": [{name: area[name] for name in ("name", "families", "rupiah")} for area in areas],
        "total": {"families": families, "rupiah": total},
        "digests": [
            {"name": "Salinan data (snapshot)", "digest": _snapshot_digest(stage.cycle)},
            *[{"name": f"Hasil hitung {batch.run.number}", "digest": batch.run.digest} for batch in batches],
        ],
        "signers": [{"role": "Direktur Jaminan Sosial Keluarga,", "name": "", "post": "NIP ……………………………"}],
    }
    facts = {"families": families, "rupiah": total, "annexes": len(areas)}
    pieces = _lists(areas, villages, asked, stage)
    return Draft(
        "decree", f"SK penerima {programme} {stage.title} {where}", data, facts, is_synthetic(), pieces, len(areas)
    )


def _villages(asked: dict[str, Any]) -> list[tuple[str, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(VILLAGES, asked)
        return [(village, int(families), int(total)) for village, families, total in cursor.fetchall()]


def _areas(villages: list[tuple[str, int, int]], asked: str, stage: StageFacts) -> list[dict[str, Any]]:
    """One annex a regency, or a district where the regency is too large; never wider than what was asked for."""
    names = titles_of(asked, stage.first_day, 4, 6, 10)
    areas = []
    for regency, rows in groupby(villages, key=lambda row: row[0][: max(len(asked), 4)]):
        within = list(rows)
        digits = len(regency) if sum(row[1] for row in within) <= LONGEST_LIST else max(len(regency), 6)
        for code, some in groupby(within, key=lambda row: row[0][:digits]):
            part = list(some)
            name = names.get(code, code)
            if len(code) > 4:
                name = f"{name}, {names.get(code[:4], code[:4])}"
            areas.append(
                {"code": code, "name": name, "families": sum(r[1] for r in part), "rupiah": sum(r[2] for r in part)}
            )
    return areas


def _lists(
    areas: list[dict[str, Any]], villages: list[tuple[str, int, int]], asked: dict[str, Any], stage: StageFacts
) -> Iterator[Sheet]:
    """One annex after another from one answer of the database: villages come in order, and so do their areas."""
    sums = {village: (families, total) for village, families, total in villages}
    by_village = groupby(streamed(RECIPIENTS, asked), key=itemgetter("village"))
    upcoming = next(by_village, None)
    for area in areas:
        names, told = titles_of(area["code"], stage.first_day, 10), []
        while upcoming is not None and upcoming[0].startswith(area["code"]):
            village, rows = upcoming
            families, total = sums[village]
            listed = [[r["name"], masked(r["nik"]) or "-", r["home"], r["bank"], int(r["net"])] for r in rows]
            told.append({"name": names.get(village, village), "families": families, "rupiah": total, "rows": listed})
            upcoming = next(by_village, None)
        data = {"area": area["name"], "villages": told}
        yield Sheet(f"Daftar penerima {area['name']}", "recipients", area["code"], area["families"], data)


def _considering(stage: StageFacts) -> list[str]:
    return [
        f"bahwa untuk penyaluran bantuan sosial {stage.programme} {stage.title} perlu ditetapkan keluarga penerima "
        "manfaat beserta nilai bantuannya;",
        "bahwa nama keluarga sebagaimana dimaksud dalam huruf a telah dihitung menurut aturan yang berlaku, diperiksa, "
        "dan disetujui oleh pejabat yang berbeda;",
        "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a dan huruf b, perlu menetapkan Keputusan "
        "Direktur Jaminan Sosial Keluarga;",
    ]


def _decisions(stage: StageFacts, where: str, families: int, total: int, annexes: int) -> list[dict[str, str]]:
    words = (
        f"Menetapkan {number(families)} ({in_words(families)}) keluarga penerima manfaat {stage.programme} "
        f"{stage.title} untuk bulan {stage.months} di {where}, dengan nilai bantuan seluruhnya {rupiah(total)} "
        f"({in_words(total)} rupiah), sebagaimana tercantum dalam {number(annexes)} lampiran yang merupakan bagian "
        "tidak terpisahkan dari Keputusan ini.",
        "Bantuan disalurkan secara nontunai ke rekening pengurus keluarga melalui bank penyalur, atau melalui PT Pos "
        "Indonesia di wilayah yang ditentukan.",
        "Daftar penerima memuat data pribadi; penggunaannya terbatas untuk penyaluran, pendampingan, dan pengawasan, "
        "dan tidak boleh diumumkan.",
        "Keluarga yang berkeberatan dapat mengajukan pengaduan melalui pendamping, dinas sosial, atau Contact Center "
        "PKH 171.",
        "Keputusan ini mulai berlaku pada tanggal ditetapkan.",
    )
    names = ("KESATU", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA")
    return [{"name": name, "words": text} for name, text in zip(names, words, strict=True)]


def _snapshot_digest(cycle: str) -> str:
    snapshot = Snapshot.objects.filter(cycle=cycle).first()
    return snapshot.digest if snapshot else ""
