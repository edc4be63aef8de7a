"""Numbers and days in words, as officials write them."""

from datetime import date

import pytest

from harapan.letters.wording import day_in_words, in_words, long_day, months_between, stage_title


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (19, "sembilan belas"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (1_000, "seribu"),
        (1_101, "seribu seratus satu"),
        (11_000, "sebelas ribu"),
        (6_050_000, "enam juta lima puluh ribu"),
        (44_015_300_000, "empat puluh empat miliar lima belas juta tiga ratus ribu"),
        (-5, "minus lima"),
    ],
)
def test_amounts_are_written_out(number, words):
    assert in_words(number) == words


def test_days_and_stages_are_written_as_officials_do():
    assert long_day(date(2022, 4, 14)) == "14 April 2022"
    assert day_in_words(date(2022, 4, 14)) == "Kamis, tanggal empat belas bulan April tahun dua ribu dua puluh dua"
    assert months_between(date(2022, 1, 1), date(2022, 3, 1)) == "Januari–Maret 2022"
    assert stage_title(2022, 4) == "Tahap IV Tahun 2022"
