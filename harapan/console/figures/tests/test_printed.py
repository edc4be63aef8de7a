"""Published figures on screen: typed in by the office that answers for them, written down by the worker."""

from harapan.coordination.models import PublishedFigure
from harapan.operations import errands
from harapan.operations.models import Errand
from harapan.places.models import Area
from harapan.testing.stages import CYCLE

PRINTED = {
    "area": "64.02",
    "day": "2024-05-02",
    "what_id": "Keluarga Kutai Kartanegara",
    "what_en": "Families in Kutai Kartanegara",
    "value": "7",
    "unit_id": "keluarga",
    "unit_en": "families",
    "source": "Rakor Tenggarong, 2 Mei 2024",
    "confidence": "high",
    "measure": "families",
    "about": CYCLE,
}


def test_dewi_adds_a_printed_figure_and_corrects_it(own_database, visitor, dewi, cast):
    Area.objects.create(code="6402", level="regency", name="Kutai Kartanegara", parent="64")
    browser = visitor(dewi)
    assert "/angka/terbitan/baru/" in browser.get("/angka/terbitan/").body.decode()
    for wrong, said in (
        ({"source": ""}, "required"),
        ({"area": "99.99"}, "No area has this code"),
        ({"value": "7.5"}, "whole number"),
        ({"unclear": "on"}, "Say what is unclear"),
        ({"about": ""}, "Say which stage"),
        ({"what_id": "x" * 10_000}, "at most 120"),
    ):
        refused = browser.post("/angka/terbitan/baru/", {**PRINTED, **wrong})
        assert (refused.status_code, said in refused.body.decode()) == (422, True), said

    for _ in range(2):
        assert browser.post("/angka/terbitan/baru/", PRINTED)["Location"] == "/angka/terbitan/"
    errands.carry_out(Errand.objects.get())
    key = "6402-20240502-families-in-kutai-kartanegara"
    figure = PublishedFigure.objects.get(key=key)
    assert (figure.value, figure.recorded_by) == (7, dewi.pk)

    shown = browser.get(f"/angka/terbitan/{key}/").body.decode()
    assert 'value="Rakor Tenggarong, 2 Mei 2024"' in shown
    browser.post(f"/angka/terbitan/{key}/", {**PRINTED, "value": "8"})
    errands.carry_out(Errand.objects.latest("pk"))
    assert PublishedFigure.objects.get(key=key).value == 8
    assert "/angka/terbitan/baru/" not in visitor(cast["hasan"]).get("/angka/terbitan/").body.decode()
    assert visitor(cast["citra"]).get("/angka/terbitan/baru/").status_code == 403
    assert visitor(cast["citra"]).post(f"/angka/terbitan/{key}/", PRINTED).status_code == 403
    assert visitor(dewi).post("/angka/terbitan/").status_code == 405
