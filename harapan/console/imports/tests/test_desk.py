"""The import desk from the file to the undo, as Wahyu sees it; and who is shown the door."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from harapan.intake.models import Pair, Upload
from harapan.operations import errands
from harapan.operations.models import Errand
from harapan.places.actions import Told, keep_facility
from harapan.places.models import Area, Facility
from harapan.registry.models import Family, Member
from harapan.testing.lists import read_in_this_process  # noqa: F401
from harapan.testing.make import LOA_IPUH, caretaker_of, make_family

AMINAH = "6402066104900001"
TEXT = (
    "DAFTAR KEMATIAN;;;\nNIK;Nama;Tanggal Lahir;Tanggal Meninggal\n"
    f"{AMINAH};<script>alert(1)</script> Aminah;21/04/1990;1 Mei 2022\n6,4E+15;Budi;;1/5/2022\n"
)

pytestmark = pytest.mark.usefixtures("own_database", "read_in_this_process")


@pytest.fixture
def aminah():
    """Siti Aminah of Loa Ipuh."""
    family = make_family("Siti Aminah")
    Member.objects.filter(pk=family.caretaker).update(nik=AMINAH)
    return family


def sent(content: bytes | str = TEXT, name: str = "kematian.csv", **typed):
    content = content.encode() if isinstance(content, str) else content
    return {"berkas": SimpleUploadedFile(name, content), "per": "2022-05-31", "wilayah": "64.02", "surat": "", **typed}


def work() -> None:
    """The worker takes whatever waits."""
    for errand in Errand.objects.filter(state="waiting").order_by("pk"):
        errands.carry_out(errand)


def test_a_list_from_the_file_to_the_undo(aminah, cast, visitor):
    wahyu = visitor(cast["wahyu"])
    assert b"Deaths" in wahyu.get("/impor/").body
    page = wahyu.get("/impor/baru/deaths/").body.decode()
    assert "Who is not named stays as they are." in page

    answer = wahyu.post("/impor/baru/deaths/", sent())
    upload = Upload.objects.get()
    assert answer.url == f"/impor/{upload.pk}/"
    assert "waiting its turn" in wahyu.get(answer.url).body.decode()
    work()
    page = wahyu.get(answer.url).body.decode()
    assert "Apply 1 row" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Aminah" in page
    assert "············0001" in page
    assert AMINAH not in page
    assert caretaker_of(aminah).died_on is None
    damaged = wahyu.get(f"{answer.url}?hasil=damaged").body.decode()
    assert "1.64E+15" in damaged
    assert "Siti Aminah" not in damaged
    listed = wahyu.get(f"{answer.url}baris.csv?hasil=damaged").body.decode()
    assert "4,Damaged,the NIK is written as 1.64E+15" in listed
    assert "ready to be applied" in wahyu.get("/").body.decode()

    again = wahyu.post("/impor/baru/deaths/", sent())
    assert again.status_code == 422
    assert f'Brought before: <a href="{answer.url}">' in again.body.decode()

    for _ in range(2):
        wahyu.post(f"{answer.url}terapkan/")
    work()
    assert caretaker_of(aminah).died_on is not None
    assert wahyu.post(f"{answer.url}batalkan/", {"alasan": ""}).status_code == 422
    wahyu.post(f"{answer.url}batalkan/", {"alasan": "daftar tahun lalu"})
    work()
    assert caretaker_of(aminah).died_on is None
    assert "daftar tahun lalu" in wahyu.get(answer.url).body.decode()
    stale = wahyu.post(f"{answer.url}terapkan/")
    assert "moved on" in wahyu.get(stale.url).body.decode()


def test_columns_are_corrected_by_hand(aminah, cast, visitor):
    wahyu = visitor(cast["wahyu"])
    there = wahyu.post("/impor/baru/deciles/", sent(f"Kolom A;Kolom B\n{AMINAH};7\n")).url
    work()
    assert "Choose the columns" in wahyu.get(there).body.decode()

    page = wahyu.get(f"{there}kolom/").body.decode()
    assert "B: Kolom B" in page
    assert wahyu.post(f"{there}kolom/", {"nik": "0", "decile": "0"}).status_code == 422
    wahyu.post(f"{there}kolom/", {"nik": "0", "decile": "1"})
    work()
    wahyu.post(f"{there}terapkan/")
    work()

    assert Family.objects.get(pk=aminah.pk).decile == 7


def test_what_is_no_list_is_said_to_be_none(cast, visitor, settings):
    wahyu = visitor(cast["wahyu"])
    for content, says in (
        (b"", "empty"),
        (b"%PDF-1.7 x", "PDF"),
        (b"<html><table>", "web page"),
        (b"\x00" * 9, "empty"),
    ):
        answer = wahyu.post("/impor/baru/deaths/", sent(content))
        work()
        page = answer.body if answer.status_code == 422 else wahyu.get(answer.url).body
        assert says in page.decode()
    assert "Choose CSV" in wahyu.post("/impor/baru/deaths/", sent(name="virus.exe")).body.decode()
    assert "No area of yours" in wahyu.post("/impor/baru/deaths/", sent(wilayah="64.72")).body.decode()
    assert wahyu.post("/impor/baru/deaths/", sent(per="2999-01-01")).status_code == 422
    settings.IMPORT_MB = 0
    assert "larger than 0 MB" in wahyu.post("/impor/baru/deaths/", sent(TEXT * 900)).body.decode()


def test_nobody_sees_lists_of_other_areas_or_other_business(aminah, cast, visitor):
    there = visitor(cast["wahyu"]).post("/impor/baru/deaths/", sent()).url
    work()

    seen = {name: visitor(cast[name]).get(there).status_code for name in cast if name not in ("nurul", "andi")}
    assert {name for name, status in seen.items() if status == 200} == {
        *("wahyu", "ratna", "sugeng", "dewi", "hasan", "agus"),
    }
    assert visitor(cast["sugeng"]).post(f"{there}terapkan/").status_code == 403
    assert visitor(cast["citra"]).post(f"{there}terapkan/").status_code == 404
    assert visitor(cast["jumadi"]).get("/impor/").status_code == 403
    assert visitor(cast["teguh"]).get("/impor/baru/accounts/").status_code == 200
    assert visitor(cast["teguh"]).get("/impor/baru/deaths/").status_code == 403


def test_doubles_of_one_list_are_looked_for_from_its_page(aminah, cast, visitor):
    wahyu = visitor(cast["wahyu"])
    head = "NIK;NO KK;NAMA;TANGGAL LAHIR;JENIS KELAMIN;HUBUNGAN;ALAMAT;KODE DESA;DESIL"
    twin = "6402066104900077;6402061502200077;Sitti Aminah;21-04-1990;P;Kepala Keluarga;Jl. Melati;6402061002;1"
    wahyu.post("/impor/baru/candidates/", sent(f"{head}\n{twin}\n", "calon.csv"))
    work()
    page = f"/impor/{Upload.objects.get().pk}/"
    early = wahyu.post(f"/kembar/cari/daftar/{Upload.objects.get().pk}/")
    assert "has not been applied" in wahyu.get(early.url).body.decode()
    wahyu.post(f"{page}terapkan/")
    work()
    assert "Look for doubles of this list" in wahyu.get(page).body.decode()

    wahyu.post(f"/kembar/cari/daftar/{Upload.objects.get().pk}/")
    work()

    assert "1 pair, 1 new" in wahyu.get(page).body.decode()
    assert Pair.objects.get().state == "open"


def test_a_list_of_schools_shows_what_it_opens_and_corrects_and_is_taken_back(cast, visitor):
    Area.objects.create(code=LOA_IPUH, level="village", name="Loa Ipuh", parent=LOA_IPUH[:6])
    keep_facility(Told("30401234", "school", "SDN 001", LOA_IPUH, "sd"), on=date(2000, 1, 1), by=cast["dewi"])
    wahyu = visitor(cast["wahyu"])
    assert b"/impor/baru/facilities/" in wahyu.get("/faskes/").body
    rows = f"NPSN;Nama;Jenjang;Kode Desa\n30401234;SDN 001 Baru;SMP;{LOA_IPUH}\n30405678;<b>MTs</b>;MTs;{LOA_IPUH}\n"
    wahyu.post("/impor/baru/facilities/", sent(f"{rows}30409999;SD;SD;6402069999\n", "sekolah.csv"))
    work()
    there = f"/impor/{Upload.objects.get().pk}/"

    page = wahyu.get(f"{there}?hasil=semua").body.decode()
    for shown in (
        "Apply 2 rows",
        '<del class="muted">SDN 001</del> → <ins>SDN 001 Baru</ins>',
        '<del class="muted">Primary</del> → <ins>Junior secondary</ins>',
        "School, Junior secondary, Loa Ipuh (64.02.06.2006)",
        "&lt;b&gt;MTs",
        "no such village, or more than one",
        'href="/faskes/30401234/"',
    ):
        assert shown in page, shown
    assert "30405678" in wahyu.get(f"{there}baris.csv?hasil=semua").body.decode()

    wahyu.post(f"{there}terapkan/")
    work()
    assert set(Facility.objects.values_list("name", "level")) == {("SDN 001 Baru", "smp"), ("<b>MTs</b>", "smp")}
    wahyu.post(f"{there}batalkan/", {"alasan": "salah daftar"})
    work()
    assert Upload.objects.get().state == "undone"
    assert list(Facility.objects.values_list("name", "level")) == [("SDN 001", "sd")]
