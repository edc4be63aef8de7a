"""Targeting on screen: quotas set and split, a list drawn up, made, taken back; a village proposes, Ratna checks."""

import re

import pytest

from harapan.coordination.summing import sum_registry
from harapan.intake.models import CandidateList, Deliberation, Proposal, Quota
from harapan.letters.models import Letter
from harapan.operations import errands
from harapan.operations.letters.making import carry_out
from harapan.operations.models import Errand
from harapan.places.models import Area
from harapan.registry.models import Family
from harapan.testing.make import LOA_IPUH, make_family, pupil

pytestmark = pytest.mark.usefixtures("own_database")
HERS = "6402061002"
"""Jumadi's village."""
PLACES = {
    "64": ("Kalimantan Timur", "province", ""),
    "6402": ("Kutai Kartanegara", "regency", "64"),
    "640206": ("Tenggarong", "district", "6402"),
    HERS: ("Loa Kulu Kota", "village", "640206"),
    LOA_IPUH: ("Loa Ipuh", "village", "640206"),
}


@pytest.fixture(autouse=True)
def areas(own_database) -> None:
    Area.objects.bulk_create(
        Area(code=code, name=name, level=level, parent=up) for code, (name, level, up) in PLACES.items()
    )


def listed(name: str, village: str = HERS, **facts) -> Family:
    return make_family(name, pupil(), village=village, participation="listed", account="", **{"decile": 1, **facts})


def page(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def work() -> Errand:
    """The worker takes up what was asked for last."""
    errand = Errand.objects.latest("pk")
    errands.carry_out(errand)
    errand.refresh_from_db()
    return errand


def test_a_quota_is_set_split_and_filled_with_a_list_that_can_be_taken_back(dewi, cast, visitor):
    poor, rich = listed("Ani Poor"), listed("Euis Rich", decile=9)
    sum_registry()
    desk, ratnas = visitor(dewi), visitor(cast["ratna"])
    assert "Choose a province" in page(desk.get("/sasaran/"))
    answer = desk.post("/sasaran/kuota/?area=64", {"area": "64", "kohort": "2026-1", "q6402": "5", "document": "SK 1"})
    assert answer.url.endswith("?area=64&kohort=2026-1")
    refused = ratnas.post("/sasaran/kuota/?area=6402", {"area": "6402", "kohort": "2026-1", "q640206": "6"})
    assert refused.status_code == 422
    assert "6 together, 1 more than its quota of 5" in page(refused)
    ratnas.post("/sasaran/kuota/?area=6402", {"area": "6402", "kohort": "2026-1", "q640206": "4"})
    shown = page(ratnas.get("/sasaran/"))
    assert (Quota.objects.count(), 'class="num">4</td>' in shown) == (2, True)

    ratnas.post("/sasaran/daftar/susun/", {"area": "6402", "kohort": "2026-1", "stage": "2026-4"})
    assert work().state == "done"
    lists = CandidateList.objects.get()
    seen = page(ratnas.get(f"/sasaran/daftar/{lists.pk}/"))
    assert "Ani Poor" in seen
    assert "Decile above the limit" in seen
    assert "Make them candidates" not in seen
    assert "Euis Rich" in page(ratnas.get(f"/sasaran/daftar/{lists.pk}/?hasil=decile"))
    assert "Ani Poor" not in page(visitor(cast["andi"]).get("/sasaran/"))

    told = {"digest": lists.digest, "document": "SK 2/2026", "on": "2026-11-02"}
    assert desk.post(f"/sasaran/daftar/{lists.pk}/tetapkan/", {**told, "document": ""}).status_code == 422
    desk.post(f"/sasaran/daftar/{lists.pk}/tetapkan/", told)
    assert work().state == "done"
    assert Family.objects.get(pk=poor.pk).participation == "candidate"
    assert f",{rich.pk},{HERS},9,1,Decile" in desk.get(f"/sasaran/daftar/{lists.pk}/unduh.csv").body.decode()
    desk.post(f"/sasaran/daftar/{lists.pk}/batalkan/", {"because": "salah kohort"})
    assert work().state == "done"
    assert "taken back" in page(desk.get("/sasaran/daftar/"))
    assert Family.objects.get(pk=poor.pk).participation == "listed"


def test_jumadi_records_a_meeting_and_ratna_checks_what_it_proposed(cast, dewi, visitor):
    poor, able = listed("Ani Poor"), make_family("Beti Able", village=HERS)
    jumadi, ratna = visitor(cast["jumadi"]), visitor(cast["ratna"])
    told = {
        "held_on": "2026-10-20",
        "place": "Balai <b>kelurahan</b>",
        "leader": "Lurah Syahrani",
        "participants": "RT/RW 12",
        "tambah-keluarga": [str(poor.pk), ""],
        "tambah-alasan": ["rumah roboh", ""],
        "baru-nama": ["Caca"],
        "baru-alamat": ["RT 3"],
        "baru-alasan": ["belum terdaftar"],
        "mampu-keluarga": [str(able.pk)],
        "mampu-alasan": ["punya toko"],
    }
    form = page(jumadi.get("/sasaran/musyawarah/baru/"))
    assert "Ani Poor" in form
    wrong = jumadi.post("/sasaran/musyawarah/baru/", {**told, "mampu-alasan": [""]})
    assert wrong.status_code == 422
    assert "row 1: give the reason" in page(wrong)
    assert 'value="rumah roboh"' in page(wrong)
    answer = jumadi.post("/sasaran/musyawarah/baru/", told)
    held = Deliberation.objects.get()
    assert answer.url == f"/sasaran/musyawarah/{held.pk}/"
    shown = page(jumadi.get(answer.url))
    assert "You recorded it; a second person checks" in shown
    assert "Balai &lt;b&gt;kelurahan" in shown

    assert "3 proposals of villages wait" in page(ratna.get("/sasaran/"))
    by_family = {one.family: one for one in Proposal.objects.all()}
    ratna.post(f"/sasaran/usulan/{by_family[poor.pk].pk}/putus/", {"putusan": "setuju"})
    assert "has no quota" in work().sentence_en
    assert "Try again" in page(ratna.get(f"/sasaran/musyawarah/{held.pk}/"))
    visitor(dewi).post("/sasaran/kuota/?area=64", {"area": "64", "kohort": "2026-1", "q6402": "5"})
    ratna.post(f"/sasaran/usulan/{by_family[poor.pk].pk}/putus/", {"lagi": "1"})
    assert work().sentence_en == f"family {poor.pk} is a candidate of cohort 2026-1 now"
    ratna.post(f"/sasaran/usulan/{by_family[able.pk].pk}/putus/", {"putusan": "setuju"})
    ratna.post(f"/sasaran/usulan/{by_family[None].pk}/putus/", {"putusan": "tolak", "because": "masih mampu"})
    ratna.post(f"/sasaran/usulan/{by_family[None].pk}/putus/", {"putusan": "setuju"})
    shown = page(ratna.get(f"/sasaran/musyawarah/{held.pk}/"))
    assert "is a candidate of cohort 2026-1 now" in shown
    assert "masih mampu" in shown
    assert f"/perubahan/keluarga/{able.pk}/baru/removal/" in shown
    assert "decided about already" in shown
    assert "All done" in page(ratna.get("/sasaran/usulan/"))

    letter = jumadi.post(f"/sasaran/musyawarah/{held.pk}/berita-acara/")
    assert jumadi.post(f"/sasaran/musyawarah/{held.pk}/berita-acara/").url == letter.url
    assert carry_out(Letter.objects.get()).state == "made"
    assert "HRP/BA-MUSY/2026/0001" in page(jumadi.get(f"/sasaran/musyawarah/{held.pk}/"))


def test_whoever_has_no_business_here_is_turned_away(cast, dewi, visitor):
    listed("Ani Poor")
    visitor(dewi).post("/sasaran/kuota/?area=64", {"area": "64", "kohort": "2026-1", "q6402": "5"})

    for who in ("nurul", "teguh", "yuliana"):
        assert visitor(cast[who]).get("/sasaran/").status_code == 403, who
    citra = visitor(cast["citra"])
    assert citra.get("/sasaran/?area=6402").status_code == 404
    assert citra.post("/sasaran/kuota/", {"kohort": "2026-1", "q6403": "5"}).status_code in (302, 422)
    assert not Quota.objects.filter(area__startswith="6403").exists()
    assert visitor(cast["hasan"]).post("/sasaran/daftar/susun/", {"area": "6402"}).status_code == 403
    assert visitor(cast["hasan"]).get("/sasaran/musyawarah/baru/").status_code == 403
    assert visitor(dewi).get("/sasaran/musyawarah/baru/?desa=Loa").status_code == 200
