"""The data quality desk on screen: whose numbers, whose worklists, and how an entry goes."""

from datetime import date

import pytest

from harapan.audit.models import Event
from harapan.operations import errands
from harapan.operations.models import Errand
from harapan.operations.nightly import inspect_the_country
from harapan.places.models import Area
from harapan.registry.models import Family, Finding, FindingDay, Inspection, Member
from harapan.registry.requests.queries import may_draw_up
from harapan.testing.make import BUKUAN, LOA_IPUH, caretaker_of, make_family, pupil

pytestmark = pytest.mark.usefixtures("own_database")

AREAS = {
    "64": ("province", "Kalimantan Timur", ""),
    "6402": ("regency", "Kutai Kartanegara", "64"),
    "6472": ("regency", "Kota Samarinda", "64"),
    "640206": ("district", "Tenggarong", "6402"),
    "647201": ("district", "Palaran", "6472"),
    LOA_IPUH: ("village", "Loa Ipuh", "640206"),
    BUKUAN: ("village", "Bukuan", "647201"),
}


@pytest.fixture(autouse=True)
def areas(own_database):
    Area.objects.bulk_create(
        Area(code=code, level=level, name=name, parent=parent) for code, (level, name, parent) in AREAS.items()
    )


@pytest.fixture
def mine(cast) -> Family:
    """Looked after by Yuliana in Loa Ipuh; mother and child have no NIK."""
    return make_family("Qoriyanti", pupil("Wawan"), facilitator=cast["yuliana"].pk)


def page(answer) -> str:
    return answer.content.decode()


def give_niks(family: Family) -> None:
    for place, one in enumerate(Member.objects.filter(family=family)):
        day = one.born.day + (40 if one.sex == "F" else 0)
        one.nik = f"640206{day:02d}{one.born:%m%y}{place + 1:04d}"
        one.save(update_fields=["nik"])


def test_wahyu_finds_checks_trend_worklist_and_where_to_go_on(visitor, cast, mine):
    browser = visitor(cast["wahyu"], "id")
    assert "Belum ada pemeriksaan" in page(browser.get("/mutu/"))
    there = make_family("Zulfahmi", village=BUKUAN)
    inspect_the_country()
    FindingDay.objects.create(area="6402", kind="nik_missing", day=date(2024, 1, 1), families=9)
    Inspection.objects.create(day=date(2024, 1, 1), families=9, found=9, gone=0, milliseconds=1)

    board = page(browser.get("/mutu/"))
    assert "NIK belum ada: 1 keluarga, menahan pembayaran" in board
    assert "▼ -8" in board
    assert 'class="spark"' in board
    assert "Lolos:" in board

    shown = page(browser.get("/mutu/nik_missing/"))
    assert "2 entri" in shown
    assert "Wawan: anggota belum mempunyai NIK" in shown
    assert "Yuliana Tandi" in shown
    assert "Tren dari hari ke hari" in shown
    assert f"/keluarga/{mine.pk}/" in shown
    assert "Zulfahmi" not in shown
    child = Member.objects.get(name="Wawan")
    asks = f"/perubahan/keluarga/{mine.pk}/baru/identity/?anggota={child.pk}"
    assert (asks in shown) == may_draw_up(cast["wahyu"])
    assert asks in page(visitor(cast["yuliana"]).get("/mutu/nik_missing/"))
    assert f'value="{child.pk}" selected' in page(visitor(cast["yuliana"]).get(asks))
    assert "Tidak ada entri yang cocok" in page(browser.get("/mutu/nik_missing/?pendamping=tanpa"))
    elsewhere = page(browser.get("/mutu/nik_missing/?area=6472"))
    assert "Zulfahmi" not in elsewhere
    assert "&lt; 5" in elsewhere
    assert f"/keluarga/{there.pk}/" not in elsewhere
    sums = browser.get("/mutu/unduh.csv?area=64").body.decode()
    assert "64.72;Kota Samarinda;NIK belum ada;menahan pembayaran;Pendamping sosial;< 5" in sums
    assert "64.02;Kutai Kartanegara;NIK belum ada;menahan pembayaran;Pendamping sosial;1;" in sums

    taken = browser.get("/mutu/nik_missing/unduh.csv").body.decode()
    assert taken.count("belum mempunyai NIK") == 2
    assert Event.objects.get(verb="quality.exported").facts == {"form": "csv", "kind": "nik_missing", "area": "6402"}
    assert browser.get("/mutu/nik_missing/unduh.csv?area=6472").status_code == 403
    for address in ("nonsense/", "?area=9999", "nik_missing/unduh.pdf", "unduh.pdf"):
        assert browser.get(f"/mutu/{address}").status_code == 404
    assert browser.get("/mutu/?area=<script>").status_code == 200


def test_yuliana_mends_her_own_family_and_the_entry_goes(visitor, cast, mine):
    other = make_family("Tetangga")
    inspect_the_country()
    browser = visitor(cast["yuliana"])
    board = page(browser.get("/mutu/"))
    assert "My families" in board
    assert "Qoriyanti" in page(browser.get("/mutu/nik_missing/"))
    assert "Tetangga" not in page(browser.get("/mutu/nik_missing/?area=64"))
    assert "NIK belum ada: 1 keluarga, pembayarannya tertahan" in page(visitor(cast["yuliana"], "id").get("/"))
    seen = page(browser.get(f"/keluarga/{mine.pk}/"))
    assert "What needs mending" in seen
    assert "the caretaker has no NIK" in seen
    give_niks(mine)

    answer = browser.post(f"/mutu/keluarga/{mine.pk}/periksa/", {"kembali": "/mutu/nik_missing/"})
    again = browser.post(f"/mutu/keluarga/{mine.pk}/periksa/", {"kembali": "https://elsewhere.example/"})

    assert (answer.status_code, answer["Location"], again["Location"]) == (302, "/mutu/nik_missing/", "/mutu/")
    assert Errand.objects.count() == 1, "a double click asks once"
    errands.carry_out(Errand.objects.get())
    assert not Finding.objects.filter(family=mine.pk, kind="nik_missing", gone_at=None).exists()
    assert "This check passes" in page(browser.get("/mutu/nik_missing/"))
    assert browser.post(f"/mutu/keluarga/{other.pk}/periksa/").status_code == 404


def test_whoever_answers_for_an_area_has_it_looked_through_and_watches(visitor, cast, dewi, mine):
    browser = visitor(cast["ratna"], "id")
    assert "Periksa sekarang" in page(browser.get("/mutu/"))

    assert browser.post("/mutu/periksa/", {"area": "6472"}).status_code == 403
    assert browser.post("/mutu/periksa/", {"area": "6402"})["Location"] == "/mutu/?area=6402"
    waiting = page(browser.get("/mutu/?area=6402"))
    assert "menunggu giliran" in waiting
    assert "Periksa sekarang" not in waiting
    errands.carry_out(Errand.objects.get())

    told = page(browser.get("/mutu/?area=6402"))
    assert "1 keluarga diperiksa" in told
    assert "Periksa sekarang" in told
    for who in ("hasan", "andi", "nurul"):
        assert visitor(cast[who]).post("/mutu/periksa/", {"area": "6403"}).status_code == 403
    assert "Semua pemeriksaan lolos" in page(visitor(dewi, "id").get("/mutu/?area=6472"))


def test_who_works_with_sums_alone_sees_no_list(visitor, cast, mine):
    inspect_the_country()
    for who in ("andi", "nurul", "teguh"):
        shown = page(visitor(cast[who]).get("/mutu/nik_missing/?area=6402"))
        assert "Qoriyanti" not in shown
        assert f"/keluarga/{mine.pk}/" not in shown
        assert visitor(cast[who]).get("/mutu/nik_missing/unduh.csv?area=6402").status_code == 403


def test_names_are_text_and_long_ones_break_nothing(visitor, cast, mine):
    person = caretaker_of(mine)
    Member.objects.filter(pk=person.pk).update(name="<script>alert(1)</script> " + "Panjang " * 11)
    inspect_the_country()

    shown = page(visitor(cast["wahyu"]).get("/mutu/nik_missing/"))

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown
