"""Which health units have not reported: down to the unit for those whose area it is, sums for others, and the queue."""

from harapan.commitments.load_covering import sum_units
from harapan.commitments.models import Coverage
from harapan.entitlements.law import law
from harapan.operations.errands import carry_out
from harapan.operations.models import Errand


def test_ratna_sees_which_units_are_silent_and_reminds_them(posyandu, tuti, month, cast, visitor):
    ratna, asked = visitor(cast["ratna"]), f"?area=6402&bulan={month:%Y-%m}"
    assert "nobody has summed it yet" in ratna.get(f"/kesehatan/cakupan/{asked}").body.decode()
    ratna.post("/kesehatan/cakupan/jumlahkan/", {"area": "6402", "bulan": f"{month:%Y-%m}"})
    carry_out(Errand.objects.get(kind="units.sum"))

    page = ratna.get(f"/kesehatan/cakupan/{asked}").body.decode()
    assert "2 of 2 health units are not complete" in page
    assert "Posyandu Melati" in page
    assert "0 / 3" in page
    assert "Aisyah" not in page
    found = ratna.get(f"/kesehatan/cakupan/{asked}&cari=mawar&urut=banyak").body.decode()
    assert "Posyandu Mawar" in found
    assert "Posyandu Melati" not in found
    csv = ratna.get(f"/kesehatan/cakupan/unduh.csv{asked}&pemisah=koma").body.decode()
    message = next(line for line in csv.splitlines() if posyandu.code in line).rsplit(",", 1)[1]
    assert "belum lengkap" in message
    assert len(message) <= 170
    reminder = f"/kesehatan/unit/{posyandu.code}/pengingat/?bulan={month:%Y-%m}"
    assert "0 of 3 people reported on" in ratna.get(reminder).body.decode()
    assert visitor(tuti).get(reminder).status_code == 403
    assert visitor(cast["citra"]).get(reminder).status_code == 404
    indonesian = visitor(cast["ratna"], "id").get(f"/kesehatan/cakupan/{asked}").body.decode()
    assert "2 dari 2 posyandu/puskesmas belum lengkap" in indonesian

    assert "2 health units have not reported in full" in ratna.get("/").body.decode()
    yuliana = visitor(cast["yuliana"])
    assert "1 health unit has not reported in full" in yuliana.get("/").body.decode()  # Mawar serves none of hers
    assert "0 / 3" in yuliana.get(f"/kesehatan/?bulan={month:%Y-%m}").body.decode()


def test_others_read_sums_and_what_was_said_is_counted_at_once(posyandu, tuti, month, cast, visitor):
    sum_units(month, law())
    asked = f"/kesehatan/cakupan/?area=6402&bulan={month:%Y-%m}"
    citra = visitor(cast["citra"]).get(asked).body.decode()  # of another regency; fewer than five people
    assert "Melati" not in citra
    assert "fewer than 5 people" in citra
    assert visitor(cast["andi"]).get(asked).status_code == 200
    assert visitor(cast["teguh"]).get(asked).status_code == 403
    assert visitor(tuti).get(asked).status_code == 403
    again = {"area": "6402", "bulan": f"{month:%Y-%m}"}
    assert visitor(cast["citra"]).post("/kesehatan/cakupan/jumlahkan/", again).status_code == 403

    visitor(tuti).post(
        f"/kesehatan/unit/{posyandu.code}/{month:%Y-%m}/kesiapan/",
        {"siap": "tidak", "sebab": "Banjir", "petugas": "0", "hari": "0"},
    )
    carry_out(Errand.objects.get(kind="duties.enter"))
    assert Coverage.objects.get(facility=posyandu.code, month=month).is_whole  # "no service" is a word
    assert "1 of 2 health units is not complete" in visitor(cast["ratna"]).get(asked).body.decode()
