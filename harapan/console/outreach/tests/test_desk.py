"""Outreach on screen: recorded with its institutions, corrected, found, taken away; Sampit stands apart."""

import re

import pytest

from harapan.coordination.models import Gathering
from harapan.places.models import Area

pytestmark = pytest.mark.usefixtures("own_database")
TOLD = {
    "area": "64.02.06",
    "held_on": "2025-03-04",
    "place": "Aula kecamatan",
    "theme": "Mekanisme PKH <script>",
    "host": "Dinsos",
    "participants": "Dinas Kesehatan: 4\nSekolah – 11 orang\n\nSekolah 1",
    "follow_up": "Sekolah melapor sampai tanggal 10",
}


@pytest.fixture(autouse=True)
def areas(own_database) -> None:
    rows = (("6402", "Kutai Kartanegara", "regency", "64"), ("640206", "Tenggarong", "district", "6402"))
    Area.objects.bulk_create(Area(code=code, name=name, level=level, parent=up) for code, name, level, up in rows)


def page(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_yuliana_records_an_event_corrects_it_and_everybody_reads_it(cast, visitor):
    desk = visitor(cast["yuliana"])
    answer = desk.post("/sosialisasi/baru/", TOLD)
    assert answer.status_code == 302
    first = Gathering.objects.get(source="")
    assert (first.participants, first.people) == ([["Dinas Kesehatan", 4], ["Sekolah", 12]], 16)

    assert "Dinas Kesehatan 4" in page(desk.get(f"/sosialisasi/{first.pk}/koreksi/"))
    desk.post(f"/sosialisasi/{first.pk}/koreksi/", {**TOLD, "participants": "Sekolah 9"})
    second = Gathering.objects.get(replaces=first)
    assert "Corrected since" in page(visitor(cast["andi"]).get(f"/sosialisasi/{first.pk}/"))
    shown = page(visitor(cast["andi"]).get(f"/sosialisasi/{second.pk}/"))
    assert "Mekanisme PKH &lt;script&gt;" in shown
    assert "Yuliana Tandi" in shown
    assert "/koreksi/" not in shown
    listed = page(visitor(cast["andi"]).get("/sosialisasi/?wilayah=64.02&cari=sekolah"))
    assert f"/sosialisasi/{second.pk}/" in listed
    assert f"/sosialisasi/{first.pk}/" not in listed
    assert "2025-03-04,640206,Aula kecamatan" in desk.get("/sosialisasi/unduh.csv").body.decode()


def test_sampit_is_labelled_as_published_and_can_be_printed(cast, visitor):
    desk = visitor(cast["dewi"])
    sampit = Gathering.objects.get(key="kotim-2019-outreach")

    assert "published, not ours" in page(desk.get("/sosialisasi/?asal=published"))
    shown = page(desk.get(f"/sosialisasi/{sampit.pk}/"))
    assert "Others published this event" in shown
    assert "beritasampit" in shown
    assert "data-print" in shown
    desk.post(f"/sosialisasi/{sampit.pk}/koreksi/", {**TOLD, "area": "64.02"})
    assert Gathering.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"participants": "Sekolah"}, "Line 1: write the number of people at the end"),
        ({"participants": "Sekolah 0"}, "say which institutions came"),
        ({"held_on": "2999-01-01"}, "has not taken place yet"),
        ({"area": "Atlantis"}, "no area of yours is called so"),
        ({"theme": "x" * 10_000}, "at most 200"),
    ],
)
def test_what_cannot_be_is_said_beside_the_form_and_nothing_is_kept(cast, visitor, wrong, told):
    answer = visitor(cast["ratna"]).post("/sosialisasi/baru/", {**TOLD, **wrong})

    assert answer.status_code == 422
    assert told.lower() in page(answer).lower()
    assert not Gathering.objects.filter(source="").exists()


def test_who_holds_no_outreach_reads_only(cast, visitor):
    assert visitor(cast["hasan"]).get("/sosialisasi/baru/").status_code == 403
    assert "/sosialisasi/baru/" not in page(visitor(cast["hasan"]).get("/sosialisasi/"))
