"""The press: equal input, equal bytes; data is data; nothing of the machine gets in."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from harapan.letters.press import Jammed, press, print_here, qr_code
from harapan.testing.letters import small_draft, words_of

LETTER = {
    "number": "HRP/SLIP/2025-1/0001",
    "title": "Slip pembayaran",
    "code": "0123456789abcdef",
    "code_spaced": "0123 4567 89ab cdef",
    "verify": "https://pkh.example.go.id/periksa-surat/HRP/SLIP/2025-1/0001/0123456789abcdef",
    "check": "https://pkh.example.go.id/periksa-surat",
    "qr": qr_code("https://pkh.example.go.id/periksa-surat/HRP/SLIP/2025-1/0001/0123456789abcdef"),
    "head": ["Kementerian", "Direktorat"],
    "address": "Jalan",
    "place": "Jakarta",
    "day": "12 Januari 2025",
    "synthetic": True,
}
DAY = date(2025, 1, 12)


def data(name: str = "Kelurahan Bukuan") -> dict:
    return {**small_draft(name).data, "letter": LETTER}


def test_equal_input_gives_equal_bytes_whichever_process_prints():
    assert (
        press("cover", data(), dated=DAY) == press("cover", data(), dated=DAY) == print_here("cover", data(), dated=DAY)
    )


def test_another_day_or_another_word_gives_another_letter():
    first = print_here("cover", data(), dated=DAY).pdf

    assert print_here("cover", data("Kelurahan Lain"), dated=DAY).pdf != first
    assert print_here("cover", data(), dated=date(2025, 1, 13)).pdf != first


@pytest.mark.parametrize(
    "name",
    [
        "Siti #Aminah] [*tebal*",
        '#panic("jatuh")',
        "#{sys.inputs.data}",
        "$ x^2 $ \\ _miring_ `kode`",
        '"), #read("/etc/passwd"), ("',
        "<script>alert(1)</script> & // bukan komentar /* juga bukan */",
    ],
)
def test_a_name_is_printed_as_it_is_whatever_it_looks_like(name):
    assert "".join(name.split()) in "".join(words_of(print_here("cover", data(name), dated=DAY).pdf).split())


def test_the_foot_says_where_to_check_and_how_many_pages_there_are():
    printed = print_here("cover", data(), dated=DAY)
    words = words_of(printed.pdf)

    assert printed.pages == 1
    assert "https://pkh.example.go.id/periksa-surat" in words
    assert "0123 4567 89ab cdef" in words
    assert "Halaman 1 dari 1" in words
    assert "CONTOH" in words


def test_a_letter_carries_its_own_fonts_and_its_own_day():
    reader = PdfReader(BytesIO(print_here("cover", data(), dated=DAY).pdf))
    fonts = {str(font.get_object()["/BaseFont"]) for font in reader.pages[0]["/Resources"]["/Font"].values()}

    assert reader.metadata.creation_date.date() == DAY
    assert fonts
    assert all("Libertinus" in font for font in fonts)


def test_a_letter_can_be_read_aloud():
    root = PdfReader(BytesIO(print_here("cover", data(), dated=DAY).pdf)).root_object

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("id")


def test_a_template_that_lacks_a_value_jams_the_press_and_names_it():
    with pytest.raises(Jammed, match="letter"):
        press("cover", small_draft().data, dated=DAY)
