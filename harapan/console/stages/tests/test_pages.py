"""The pages of a stage as people see them: where it stands, what waits, and who may do it."""

import pytest

from harapan.testing.stages import CYCLE

PLACE = f"/tahap/{CYCLE}/"
PARTS = ("", "periksa/", "dokumen/", "berkas/", "jawaban/", "rekonsiliasi/", "buku/")
WAITS = {
    "open": "Freeze the registry",
    "compute": "Review",
    "review": "Approve",
    "approve": "Book it",
    "write": "Release the files",
    "release": "Read answers",
    "reconcile": "Close the book",
    "close": "Every step is done",
}


@pytest.mark.parametrize("step", WAITS)
def test_every_page_opens_and_the_next_step_can_be_pressed(after, visitor, eko, cast, step):
    after(step)
    eyes = visitor(eko)
    for part in PARTS:
        assert eyes.get(PLACE + part).status_code == 200, part

    page = eyes.get(PLACE).content.decode()
    assert WAITS[step] in page
    assert ">Difference<" in page or step == "open"
    assert "tag bad" not in page

    other = visitor(cast["citra"], "id").get(PLACE).content.decode()
    assert "Bukan bagian Koordinator kabupaten/kota" in other or step == "close"
    assert "button primary" not in other
