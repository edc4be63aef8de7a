"""The confirmation decree (SK penetapan KPM): who becomes a participant, with the lists annexed area by area."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection

from harapan.intake.confirmation.decree import may_decree
from harapan.intake.confirmation.queries import taken_in
from harapan.intake.models import Decree
from harapan.letters.drafts import Draft, Sheet
from harapan.letters.models import Letter
from harapan.letters.wording import in_words, long_day
from harapan.lib.identifiers import masked
from harapan.lib.rupiah import number
from harapan.operations.letters.common import NothingToTell, is_synthetic, streamed, title_of, titles_of
from harapan.operations.letters.decree import DATA_LAW_SINCE, LAW, LONGEST_LIST
from harapan.staff.models import Staff

PROGRAMME = "Program Keluarga Harapan (PKH)"
DISTRICT = 6

VILLAGES = """
    SELECT village, count(*) FROM intake_decree_line WHERE decree_id = %s GROUP BY village ORDER BY village
"""
NAMED = """
    SELECT line.village, coalesce(member.name, '-') AS name, coalesce(member.nik, '') AS nik, family.address AS home,
           family.decile, family.bank
    FROM intake_decree_line AS line
    JOIN registry_family AS family ON family.id = line.family
    LEFT JOIN registry_member AS member ON member.id = family.caretaker
    WHERE line.decree_id = %(decree)s
    ORDER BY line.village, member.name COLLATE "C", line.family
"""


def gather(letter: Letter, by: Staff) -> Draft:
    """The decree as it was drawn up; its lists come one by one."""
    decree = Decree.objects.filter(pk=letter.subject.get("decree"), area=letter.area).first()
    if decree is None or not may_decree(by):
        raise NothingToTell("keputusan ini belum disusun", "this decree has not been drawn up")
    with connection.cursor() as cursor:
        cursor.execute(VILLAGES, [decree.pk])
        villages = [(str(village), int(families)) for village, families in cursor.fetchall()]
    areas, where = _areas(villages, decree), title_of(decree.area, decree.on)
    about = f"Penetapan keluarga penerima manfaat {PROGRAMME} {where}"
    data = {
        "decides": "Keputusan Direktur Jaminan Sosial Keluarga",
        "about": about,
        "title": f"Keputusan Direktur Jaminan Sosial Keluarga tentang {about}.",
        "considering": _considering(where),
        "law": [words for words in LAW if "27 Tahun 2022" not in words or decree.on.year >= DATA_LAW_SINCE],
        "decisions": _decisions(decree, where, len(areas)),
        "areas": [{"name": area["name"], "families": area["families"]} for area in areas],
        "families": decree.families,
        "cohort": decree.cohort,
        "quota": decree.quota,
        "before": taken_in(decree.cohort, decree.area) - decree.families,
        "signers": [{"role": "Direktur Jaminan Sosial Keluarga,", "name": "", "post": "NIP ……………………………"}],
    }
    facts = {"families": decree.families, "annexes": len(areas)}
    return Draft("confirmation", about, data, facts, is_synthetic(), _lists(areas, decree), len(areas))


def _areas(villages: Sequence[tuple[str, int]], decree: Decree) -> list[dict[str, Any]]:
    """One annex for the regency, or one for each district where it is too large."""
    names = titles_of(decree.area, decree.on, 4, DISTRICT)
    digits = len(decree.area) if decree.families <= LONGEST_LIST else DISTRICT
    return [
        {"code": code, "name": names.get(code, code), "families": sum(count for _, count in some)}
        for code, some in groupby(villages, key=lambda row: row[0][:digits])
    ]


def _lists(areas: Sequence[dict[str, Any]], decree: Decree) -> Iterator[Sheet]:
    """One annex after another from one answer of the database: villages come in order, and so do their areas."""
    names = titles_of(decree.area, decree.on, 10)
    by_village = groupby(streamed(NAMED, {"decree": decree.pk}), key=itemgetter("village"))
    upcoming = next(by_village, None)
    for area in areas:
        told = []
        while upcoming is not None and upcoming[0].startswith(area["code"]):
            village, rows = upcoming
            listed = [[r["name"], masked(r["nik"]) or "-", r["home"], str(r["decile"] or "-"), r["bank"]] for r in rows]
            told.append({"name": names.get(village, village), "rows": listed})
            upcoming = next(by_village, None)
        data = {"area": area["name"], "villages": told}
        yield Sheet(f"Daftar KPM {area['name']}", "confirmed", area["code"], area["families"], data)


def _considering(where: str) -> list[str]:
    return [
        f"bahwa calon keluarga penerima manfaat {PROGRAMME} di {where} telah mengikuti pertemuan awal dan validasi, "
        "menandatangani komitmen, dan hasilnya telah dikonfirmasi oleh pejabat yang berbeda;",
        "bahwa keluarga yang ditetapkan memenuhi syarat dan berada dalam kuota wilayahnya;",
        "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a dan huruf b, perlu menetapkan Keputusan "
        "Direktur Jaminan Sosial Keluarga;",
    ]


def _decisions(decree: Decree, where: str, annexes: int) -> list[dict[str, str]]:
    words = (
        f"Menetapkan {number(decree.families)} ({in_words(decree.families)}) keluarga penerima manfaat {PROGRAMME} di "
        f"{where} terhitung {long_day(decree.on)}, sebagaimana tercantum dalam {number(annexes)} lampiran yang "
        "merupakan bagian tidak terpisahkan dari Keputusan ini.",
        "Bagi keluarga yang ditetapkan dibukakan rekening secara kolektif pada bank penyalur, kecuali keluarga yang "
        "bantuannya disalurkan melalui PT Pos Indonesia.",
        "Nilai bantuan setiap tahap dihitung menurut komponen keluarga dan ditetapkan dengan keputusan tersendiri.",
        "Daftar memuat data pribadi; penggunaannya terbatas untuk penyaluran, pendampingan, dan pengawasan, dan tidak "
        "boleh diumumkan.",
        "Keputusan ini mulai berlaku pada tanggal ditetapkan.",
    )
    names = ("KESATU", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA")
    return [{"name": name, "words": text} for name, text in zip(names, words, strict=True)]
