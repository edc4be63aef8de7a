"""Children to see, one child's curve, and prevalence by area: who finds whom, and what strangers are not told."""

from datetime import date

from harapan.commitments.models import GrowthSum
from harapan.operations.errands.lists import apply_now
from harapan.registry.models import Origin
from harapan.testing.lists import bring_rows, read_in_this_process
from harapan.testing.make import BUKUAN, LOA_IPUH, make_family, toddler

__all__ = ["read_in_this_process"]
HEAD = ("NIK", "Nama Anak", "Tgl Lahir", "JK", "Tanggal Pengukuran", "Berat", "Tinggi")
MAY = date(2022, 5, 31)


def families(cast, count: int = 6) -> None:
    """Small children of Loa Ipuh, the first one far below the standard; Yuliana looks after the first two."""
    rows = []
    for place in range(count):
        nik = f"640206450321{place + 1:04d}"
        name = "Aisyah Putri" if place == 0 else f"Anak Ke{'abcdefgh'[place]}"
        facilitator = cast["yuliana"].pk if place < 2 else None
        make_family(f"Ibu {place}", toddler(name, date(2021, 3, 5), sex="F", nik=nik), facilitator=facilitator)
        for on, kg, cm in (
            ("10/02/2022", "7,4", ""),
            ("10/05/2022", "7,9" if place else "7,2", "66" if not place else "75"),
        ):
            rows.append((nik, name, "05/03/2021", "P", on, kg, cm))
    Origin.objects.update(lived_until=MAY)
    apply_now(bring_rows("growth", HEAD, rows, cast["wahyu"], as_of=MAY), by=cast["wahyu"])


def test_yuliana_finds_whom_to_see_and_why(own_database, read_in_this_process, cast, visitor):
    families(cast)
    yuliana = visitor(cast["yuliana"])

    assert "1 child grows far below the standard" in yuliana.get("/").body.decode()
    page = yuliana.get("/kesehatan/anak/").body.decode()
    assert "Aisyah Putri" in page
    assert "severely stunted" in page
    assert "14 months" in page
    assert "Go with them to the health centre" in page
    link = page.split('href="/kesehatan/anak/')[1:]
    child = yuliana.get("/kesehatan/anak/" + next(one.split('"')[0] for one in link if one[0].isdigit()))
    body = child.body.decode()
    assert child.status_code == 200
    assert body.count('class="chart"') == 2
    assert "2 measurements over the WHO" in body
    assert "−200" in body or "-200" in body  # grams since the last weighing
    assert "style=" not in body.split("<main")[1]
    assert "growth" in yuliana.get(f"/keluarga/{body.split('/keluarga/')[2].split('/')[0]}/").body.decode()

    assert yuliana.get("/kesehatan/anak/?seberapa=1").body.decode().count("Aisyah Putri") == 0
    csv = yuliana.get("/kesehatan/anak/unduh.csv?pemisah=koma").body.decode()
    assert "Aisyah Putri" in csv
    assert "Aisyah Putri" in visitor(cast["ratna"]).get("/kesehatan/anak/").body.decode()
    assert "Aisyah Putri" not in visitor(cast["citra"]).get("/kesehatan/anak/").body.decode()
    assert visitor(cast["citra"]).get(child.request["PATH_INFO"]).status_code == 404
    assert visitor(cast["andi"]).get("/kesehatan/anak/").status_code == 403
    assert visitor(cast["yuliana"], "id").get("/kesehatan/anak/").body.decode().count("sangat pendek") >= 1


def test_prevalence_by_area_hides_small_numbers_from_strangers(own_database, read_in_this_process, cast, visitor):
    families(cast)
    sums = dict.fromkeys((f.name for f in GrowthSum._meta.get_fields() if f.name not in ("pk", "summed_at")), 2)
    GrowthSum.objects.create(**sums | {"month": date(2022, 5, 1), "village": BUKUAN})
    asked = "/kesehatan/stunting/?area=64&bulan=2022-05"

    ratna = visitor(cast["ratna"]).get(asked).body.decode()
    assert "of 8 children" not in ratna  # less her own it would tell the other
    country = visitor(cast["dewi"]).get(asked).body.decode()
    assert "3 of 8 children measured in May 2022 are below the standard" in country
    assert "16,7 %" in ratna  # Kutai Kartanegara: one of six
    assert "hidden: too few" in ratna
    own = visitor(cast["ratna"]).get(f"/kesehatan/stunting/?area={LOA_IPUH}&bulan=2022-05&ukuran=kurang").body.decode()
    assert "of 6 children" in own
    assert visitor(cast["andi"]).get(asked).status_code == 200
    assert "&lt; 5" in visitor(cast["citra"]).get(f"/kesehatan/stunting/?area={BUKUAN}&bulan=2022-05").body.decode()
    csv = visitor(cast["citra"]).get("/kesehatan/stunting/unduh.csv?area=64&bulan=2022-05&pemisah=koma").body.decode()
    assert "64.72" in csv
    assert "2,2,2" not in csv
    trend = visitor(cast["dewi"]).get("/kesehatan/stunting/?bulan=nonsense&ukuran=%00&area=zz").body.decode()
    assert "Indonesia" in trend
    assert "The newest measurements brought for this area are of May 2022" in trend
    empty = visitor(cast["dewi"]).get("/kesehatan/stunting/?area=64&bulan=2022-06").body.decode()
    assert "bulan=2022-05" in empty.split('class="empty"')[1]
    nowhere = visitor(cast["dewi"]).get("/kesehatan/stunting/?area=73").body.decode()  # nobody was ever measured there
    assert '<option value="2022-05" selected' in nowhere
    assert "newest measurements" not in nowhere
