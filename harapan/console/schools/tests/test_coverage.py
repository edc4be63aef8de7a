"""Who has not reported: down to the school for those whose area it is, sums for others, and one line in the queue."""

from harapan.commitments.covering import sum_coverage
from harapan.commitments.models import Coverage
from harapan.operations.errands import carry_out
from harapan.operations.models import Errand


def test_ratna_sees_which_schools_are_silent_and_reminds_them(school, month, cast, visitor):
    ratna = visitor(cast["ratna"])
    asked = f"?area=6402&bulan={month:%Y-%m}"
    assert "nobody has summed it yet" in ratna.get(f"/sekolah/cakupan/{asked}").body.decode()
    ratna.post("/sekolah/cakupan/jumlahkan/", {"area": "6402", "bulan": f"{month:%Y-%m}"})
    carry_out(Errand.objects.get(kind="reports.sum"))
    assert Coverage.objects.count() == 2

    page = ratna.get(f"/sekolah/cakupan/{asked}").body.decode()
    assert "2 of 2 schools are not complete" in page
    assert "SDN 001 Loa Ipuh" in page
    assert "0 / 4" in page
    assert "Ani" not in page
    found = ratna.get(f"/sekolah/cakupan/{asked}&cari=sdn 002&urut=banyak").body.decode()
    assert "SDN 002" in found
    assert "SDN 001" not in found
    csv = ratna.get(f"/sekolah/cakupan/unduh.csv{asked}&pemisah=koma").body.decode()
    message = next(line for line in csv.splitlines() if "30401234" in line).rsplit(",", 1)[1]
    assert "belum lengkap" in csv
    assert len(message) <= 170
    reminder = ratna.get(f"/sekolah/30401234/pengingat/?bulan={month:%Y-%m}").body.decode()
    assert "0 of 4 pupils reported on" in reminder

    assert "2 schools have not reported in full" in ratna.get("/").body.decode()
    assert "2 classes are not reported" in visitor(cast["nurul"]).get("/").body.decode()
    assert "2 schools have not reported in full" in visitor(cast["yuliana"]).get("/").body.decode()


def test_others_read_sums_and_small_ones_are_hidden(school, month, cast, visitor):
    sum_coverage(month)
    asked = f"/sekolah/cakupan/?area=6402&bulan={month:%Y-%m}"

    citra = visitor(cast["citra"]).get(asked).body.decode()  # of another regency
    assert "SDN 001" not in citra
    assert "2 of 2 schools" in citra  # five pupils
    district = visitor(cast["citra"]).get(asked.replace("6402&", "640206&")).body.decode()
    assert "SDN 001" not in district
    assert visitor(cast["andi"]).get(asked).status_code == 200
    assert visitor(cast["teguh"]).get(asked).status_code == 403
    assert visitor(cast["nurul"]).get(asked).status_code == 403
    assert visitor(cast["citra"]).get("/sekolah/30401234/").status_code == 404
    assert visitor(cast["sugeng"]).get(f"/sekolah/30401234/{month:%Y-%m}/kelas/?nama=4A&tingkat=4").status_code == 403
    assert "Ani" not in visitor(cast["nurul"]).get("/keluarga/").body.decode()
