"""A family's amount in plain words, on paper and on a telephone."""

from dataclasses import replace

import pytest

from harapan.entitlements.load_lines import PaidFor
from harapan.operations.letters.plain import GSM, Told, change, dialled, message, where, why

TITLES = {
    "early_childhood": "Anak usia dini",
    "primary": "Anak SD/sederajat",
    "elderly": "Lanjut usia",
    "arrears": "Tunggakan tahap sebelumnya",
}
TODDLER, PUPIL = PaidFor("early_childhood", 1, 750_000), PaidFor("primary", 1, 225_000)
AMINAH = Told(
    name="Siti Aminah",
    place="RT 03, Kelurahan Bukuan",
    net=975_000,
    before=975_000,
    paid_for=[TODDLER, PUPIL],
    paid_for_before=[TODDLER, PUPIL],
    because="",
    bank="BRI",
    number="001122334455",
    outcome="credited",
    trouble="",
)


def text(told: Told) -> str:
    return message(told, TITLES, "PKH Tahap I 2025", "Tanya/adu: 171")


def test_it_says_what_the_family_is_paid_for():
    assert why(AMINAH, TITLES) == [
        {"words": "1 anak usia dini", "rupiah": 750_000},
        {"words": "1 anak SD/sederajat", "rupiah": 225_000},
    ]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "Jumlahnya sama."),
        ({"before": None}, "Keluarga ini belum dibayar pada tahap lalu."),
        (
            {"before": 750_000, "paid_for_before": [TODDLER]},
            "Naik Rp225.000 dari Rp750.000: bertambah 1 anak SD/sederajat.",
        ),
        (
            {"net": 225_000, "paid_for": [PUPIL]},
            "Turun Rp750.000 dari Rp975.000: 1 anak usia dini tidak lagi dihitung.",
        ),
        ({"before": 900_000}, "Naik Rp75.000 dari Rp900.000."),
        (
            {"net": 1_200_000, "paid_for": [TODDLER, PUPIL, PaidFor("arrears", 0, 225_000)]},
            "Naik Rp225.000 dari Rp975.000: ada tunggakan tahap sebelumnya.",
        ),
    ],
)
def test_it_says_what_changed_since_the_stage_before(facts, words):
    assert change(replace(AMINAH, **facts), TITLES) == words


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "Sudah masuk rekening BRI berakhiran\u00a04455."),
        ({"bank": "POS"}, "Sudah dibayarkan melalui Kantor Pos terdekat."),
        ({"outcome": "at_bank"}, "Sedang diproses melalui rekening BRI berakhiran\u00a04455."),
        ({"outcome": "", "number": ""}, "Akan disalurkan melalui rekening BRI."),
        (
            {"outcome": "returned", "trouble": "account_closed"},
            "Belum dapat diterima: rekening sudah ditutup. Temui pendamping Anda agar diperbaiki.",
        ),
        (
            {"outcome": "held", "trouble": "Belum punya rekening"},
            "Disimpan untuk keluarga ini: belum punya rekening. Temui pendamping Anda.",
        ),
        ({"net": 0}, "Tidak ada pembayaran pada tahap ini."),
    ],
)
def test_it_says_where_the_money_is(facts, words):
    assert where(replace(AMINAH, **facts)) == words


def test_a_message_fits_a_telephone_and_tells_no_number_in_full():
    said = text(replace(AMINAH, before=750_000))

    assert said == (
        "PKH Tahap I 2025 Siti Aminah: Rp975.000 masuk BRI 4455. Naik Rp225.000. "
        "1 anak usia dini, 1 anak SD/sederajat. Tanya/adu: 171"
    )
    assert "001122334455" not in said


def test_what_matters_least_is_left_out_of_a_long_message():
    crowd = [PaidFor(name, 2, 450_000) for name in ("early_childhood", "primary", "elderly")]
    said = text(replace(AMINAH, name="Nur Hasanah Rahmawati Kusumaningrum Dewi", before=1_000, paid_for=crowd))

    assert len(said) <= GSM
    assert "Rp975.000 masuk BRI 4455" in said
    assert said.endswith("Tanya/adu: 171")


def test_a_name_without_end_still_leaves_room_for_the_amount():
    said = text(replace(AMINAH, name="A" * 10_000))

    assert len(said) <= GSM
    assert "Rp975.000" in said
    assert "171" in said


def test_letters_no_telephone_has_are_written_plainly():
    assert "Rene" in text(replace(AMINAH, name="René “Ñ”"))


def test_who_gets_nothing_is_told_why():
    said = text(replace(AMINAH, net=0, paid_for=[], because="Tidak ada anggota yang memenuhi syarat komponen."))

    assert said.startswith("PKH Tahap I 2025 Siti Aminah: Rp0. Tidak ada anggota")
    assert said.endswith("Tanya/adu: 171")


@pytest.mark.parametrize(
    ("typed", "dialled_as"),
    [
        ("0812 3456 7890", "6281234567890"),
        ("+62 812-3456-7890", "6281234567890"),
        ("", ""),
        ("0541 123456", ""),
        ("=2+2", ""),
    ],
)
def test_only_mobile_numbers_are_dialled(typed, dialled_as):
    assert dialled(typed) == dialled_as
