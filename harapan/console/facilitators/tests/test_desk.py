"""Handing families on, on screen: who waits, a suggested split, what follows from it, done by the worker, and back."""

import re

import pytest

from harapan.coordination.summing import sum_registry
from harapan.operations import errands
from harapan.operations.models import Errand
from harapan.places.models import Area
from harapan.registry.models import Family, Group, Reassignment
from harapan.staff.models import Staff
from harapan.testing.make import LOA_IPUH, make_family, make_neighbours

pytestmark = pytest.mark.usefixtures("own_database")
NEXT_DOOR = "6402062007"


@pytest.fixture
def rita(own_database, citra) -> Staff:
    """Coordinates the regency of these villages; Citra, had she been posted here."""
    names = {"64": "Kalimantan Timur", "6402": "Kutai Kartanegara", LOA_IPUH: "Loa Ipuh", NEXT_DOOR: "Loa Tebu"}
    levels = {2: "province", 4: "regency", 10: "village"}
    Area.objects.bulk_create(
        Area(code=code, name=name, level=levels[len(code)], parent=code[:-4] if len(code) == 10 else code[:-2])
        for code, name in names.items()
    )
    Staff.objects.filter(pk=citra.pk).update(area="6402")
    return Staff.objects.get(pk=citra.pk)


@pytest.fixture
def tono(own_database) -> Staff:
    """Let go, with three families in two villages."""
    gone = Staff.objects.create(username="tono", name="Tono", position="facilitator", area="640206", active=False)
    group = Group.objects.create(village=LOA_IPUH, name="Melati")
    make_neighbours(2, facilitator=gone.pk, group=group.pk)
    make_family("Ani", village=NEXT_DOOR, facilitator=gone.pk)
    make_family("Beti")
    sum_registry()
    return gone


def page(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def work() -> Errand:
    """The worker takes up what was asked for last."""
    errand = Errand.objects.latest("pk")
    errands.carry_out(errand)
    errand.refresh_from_db()
    return errand


def test_families_of_somebody_who_left_are_shared_out_and_handed_back(rita, tono, cast, visitor):
    desk, yuliana = visitor(rita), cast["yuliana"].pk
    shown = page(desk.get("/beban/"))
    assert "Tono has left, 3 families" in shown
    assert "East Kalimantan 2022: 189,5 families" in shown
    assert f"/beban/bagi/?dari={tono.pk}" in shown
    assert "Share out families of nobody" in shown

    suggested = page(desk.get(f"/beban/bagi/?dari={tono.pk}&usul=1"))
    assert len(re.findall(rf'value="{yuliana}" selected', suggested)) == 2
    assert "Melati" in page(desk.get(f"/beban/bagi/?dari={tono.pk}&kelompok=1"))

    choice = {"dari": tono.pk, "area": "6402", f"ke-{LOA_IPUH}": yuliana}
    seen = page(desk.get("/beban/akibat/", choice))
    assert "Tono sees no more of 2 of their 3 families" in seen
    assert "below the norm" in seen
    assert "was chosen" in page(desk.get("/beban/akibat/", {**choice, f"ke-{LOA_IPUH}": "99"}))
    assert not Errand.objects.exists()

    assert desk.post("/beban/pindah/", choice).status_code == 422
    answer = desk.post("/beban/pindah/", {**choice, "because": "Tono berhenti", "document": "ST 4"})
    assert answer.status_code == 302
    assert "waiting its turn" in page(desk.get(answer.url))
    assert work().state == "done"

    assert "2 families have another facilitator now" in page(desk.get(answer.url))
    assert Family.objects.filter(facilitator=yuliana).count() == 2
    done = Reassignment.objects.get()
    assert "Loa Ipuh" in page(desk.get(f"/beban/pindahan/{done.pk}/"))
    desk.post(f"/beban/pindahan/{done.pk}/kembali/", {"because": "keliru"})
    assert work().sentence_en == "Tono is no facilitator at work"
    assert "could not be done" in page(desk.get(f"/beban/pindahan/{done.pk}/"))
    Staff.objects.filter(pk=tono.pk).update(active=True)
    desk.post(f"/beban/pindahan/{done.pk}/kembali/", {"because": "kembali bertugas"})
    assert work().state == "done"
    assert Family.objects.filter(facilitator=tono.pk).count() == 3
    assert "Handed back already" in page(desk.get(f"/beban/pindahan/{done.pk}/"))


def test_families_of_nobody_find_somebody_and_double_clicks_do_nothing(rita, tono, cast, visitor):
    desk = visitor(rita)
    choice = {"dari": "kosong", "area": "6402", f"ke-{LOA_IPUH}": cast["yuliana"].pk, "because": "belum ada"}

    desk.post("/beban/pindah/", choice)
    desk.post("/beban/pindah/", choice)

    assert Errand.objects.count() == 1
    assert work().sentence_en.startswith("1 family")
    assert "no families to share out" in page(desk.get("/beban/bagi/?dari=kosong&area=6402"))


def test_who_does_not_assign_reads_and_who_has_no_business_is_turned_away(tono, cast, visitor):
    assert "Share out" not in page(visitor(cast["ratna"]).get("/beban/"))
    assert visitor(cast["ratna"]).get(f"/beban/bagi/?dari={tono.pk}").status_code == 403
    assert visitor(cast["andi"]).get("/beban/").status_code == 403
    citra = visitor(cast["citra"])
    assert citra.get("/beban/?area=6402").status_code == 404
    assert citra.get(f"/beban/bagi/?dari={tono.pk}").status_code == 404
    assert citra.get("/beban/bagi/?dari=kosong&area=6402").status_code == 404


def test_the_list_can_be_taken_away(rita, tono, visitor):
    body = visitor(rita).get("/beban/unduh.csv").body.decode()

    assert f"Tono,{tono.pk},640206,False,3,2" in body
