"""The way in as people click it: from the ministry's file to the first amount, one continuous path in a browser.

Wahyu brings the list, Dewi sets the quota and makes it, Agus shares the families out and confirms,
Yuliana visits, Dewi decrees, Eko and Gunawan ask the bank, Teguh brings its answer. The worker works in this process.
What the verbs promise is told by tests/journeys/test_way_in.py; here it is whether people get there.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from harapan.coordination.summing import sum_registry
from harapan.intake.models import AccountList
from harapan.operations import actions as steps
from harapan.operations.errands import carry_out
from harapan.operations.models import Errand, Work
from harapan.places.models import Area
from harapan.registry.models import Family
from harapan.testing.lists import text_of
from harapan.testing.make import LOA_IPUH
from tests.browser.seeing import barriers, overflowing, small_targets

PLACES = {
    "64": ("Kalimantan Timur", "province", ""),
    "6402": ("Kutai Kartanegara", "regency", "64"),
    "640206": ("Tenggarong", "district", "6402"),
    LOA_IPUH: ("Loa Ipuh", "village", "640206"),
}
HEAD = ("No. KK", "Nomor Induk", "Nama Lengkap", "Tgl Lahir", "JK", "Hubungan", "Ibu Kandung", "Kode Desa", "Desil")
CARD = "6402060101200001"
ROWS = (
    (CARD, "6402064203890001", "SITI AMINAH", "02-03-1989", "P", "Kepala Keluarga", "RUKMINI", LOA_IPUH, 1),
    (CARD, "6402060905160002", "BUDI SANTOSO", "09/05/2016", "L", "Anak", "SITI AMINAH", LOA_IPUH, 1),
    (CARD, "6402064911220003", "ADINDA PUTRI", "2022-11-09", "P", "Anak", "SITI AMINAH", LOA_IPUH, 1),
)
FIRST_STAGE = "2026-4"
PHONE = 360


@pytest.fixture
def places(own_database) -> None:
    Area.objects.bulk_create(
        Area(code=code, name=name, level=level, parent=up) for code, (name, level, up) in PLACES.items()
    )


class People:
    """Everybody's window on the same site; each page that is left behind has been looked at."""

    def __init__(self, site: str, browse, cast) -> None:
        self.site, self.browse, self.cast = site, browse, cast
        self.windows: dict[str, Page] = {}
        self.seen: set[tuple[str, int]] = set()
        self.wrong: list[str] = []

    def at(self, name: str, address: str = "", **options) -> Page:
        """Somebody's window, at an address."""
        if name not in self.windows:
            self.windows[name] = self.browse(self.site, self.cast[name], **options)
        window = self.windows[name]
        if address:
            window.goto(address)
            self.look(window)
        return window

    def look(self, window: Page) -> None:
        """Barriers, once for each kind of page, and on a phone what is too wide or too low to touch."""
        width = window.viewport_size["width"]
        if (page := (re.sub(r"\d+|\?.*", "", window.url), width)) in self.seen:
            return
        self.seen.add(page)
        found = barriers(window)
        if width == PHONE:
            found += overflowing(window) + small_targets(window)
        self.wrong += [f"{window.url}: {one}" for one in found]

    def press(self, window: Page, button: str) -> None:
        """Press a button, and look at where it leads."""
        window.get_by_role("button", name=button).first.click()
        window.wait_for_load_state()
        self.look(window)


def work() -> None:
    """The worker does what was asked last."""
    errand = Errand.objects.latest("pk")
    carry_out(errand)
    errand.refresh_from_db()
    assert errand.state == "done", errand.sentence_en


def take_steps() -> None:
    """The worker takes the step of a stage that was asked for last."""
    asked = Work.objects.latest("pk")
    steps.carry_out(asked)
    asked.refresh_from_db()
    assert asked.state == "done", asked.sentence_en


def where() -> str:
    """Where Siti's family stands."""
    return Family.objects.get().participation


@pytest.mark.usefixtures("places")
def test_a_file_becomes_a_family_that_is_paid(serve_here, browse, cast, tmp_path):
    people = People(serve_here(), browse, cast)
    file = tmp_path / "BNBA Loa Ipuh.csv"
    file.write_bytes(text_of([HEAD, *ROWS]))

    # Wahyu uploads the file as it came, shows which column is the NIK, reads the dry run, applies it.
    wahyu = people.at("wahyu", "/impor/baru/families/")
    wahyu.get_by_label("File").set_input_files(file)
    people.press(wahyu, "Bring and try")
    work()
    wahyu.reload()
    people.look(wahyu)
    expect(wahyu.get_by_text("Columns that are not read (1)")).to_be_visible()
    wahyu.get_by_role("link", name="Correct columns").click()
    people.look(wahyu)
    wahyu.get_by_label(re.compile("^NIK")).select_option(label="B: Nomor Induk")
    wahyu.locator("main form button.primary").click()
    work()
    wahyu.reload()
    people.press(wahyu, "Apply 3 rows")
    work()
    sum_registry()
    assert where() == "listed"

    # Dewi gives the regency a quota of one, has a list drawn up, and makes it under its number.
    dewi = people.at("dewi", "/sasaran/?area=64")
    dewi.get_by_role("link", name="Set quotas").click()
    dewi.get_by_label("Kutai Kartanegara").fill("1")
    dewi.get_by_label("document", exact=False).first.fill("SK 1/2026")
    people.press(dewi, "Save the quotas")
    people.at("dewi", "/sasaran/?area=6402")
    people.press(dewi, "Draw up a draft")
    work()
    dewi.reload()
    dewi.get_by_role("link", name="See the draft").click()
    people.look(dewi)
    dewi.get_by_label("Number of the document").fill("SK 7/2026")
    people.press(dewi, "Make them candidates")
    work()
    assert where() == "candidate"

    # Agus gives her village to Yuliana, after he has seen what follows.
    agus = people.at("agus", "/beban/bagi/?dari=kosong&area=6402")
    agus.get_by_label("To whom").select_option(index=1)
    people.press(agus, "See what follows")
    agus.get_by_label("Reason").fill("Pendamping desa ini")
    people.press(agus, "Hand 1 family on")
    work()

    # Yuliana visits with her phone, one question a screen, and sends what she found.
    yuliana = people.at("yuliana", "/calon/", width=PHONE)
    yuliana.get_by_role("link", name="SITI AMINAH").click()
    people.press(yuliana, "Begin the validation")
    yuliana.get_by_label("Yes, the family was met").check()
    people.press(yuliana, "Go on")
    yuliana.get_by_label("Poor or vulnerable").check()
    people.press(yuliana, "Go on")
    people.press(yuliana, "Go on")  # everybody lives here
    people.press(yuliana, "Nobody, go on")
    yuliana.get_by_role("group", name="BUDI SANTOSO").get_by_label("School").select_option("sd")
    people.press(yuliana, "Go on")
    yuliana.get_by_label("Yes, seen").check()
    people.press(yuliana, "Go on")
    people.press(yuliana, "Go on")  # Siti looks after it, by account and card
    yuliana.get_by_label("I have explained").check()
    yuliana.get_by_label("Yes, it was signed").check()
    expect(yuliana.get_by_label("Signed by")).to_have_value("SITI AMINAH")
    people.press(yuliana, "Go on")
    people.press(yuliana, "Go on")  # no photo
    expect(yuliana.get_by_text("School (SD)").first).to_be_visible()
    people.press(yuliana, "Send to the coordinator")

    # Agus finds the report in his queue and confirms it.
    people.at("agus", "/calon/konfirmasi/")
    agus.get_by_role("link", name="SITI AMINAH").click()
    people.press(agus, "Confirm: ")
    work()
    assert where() == "validated"

    # Dewi decrees; Eko has the bank's list drawn up and Gunawan releases it; Teguh of the bank brings the answer.
    people.at("dewi", "/calon/penetapan/6402/")
    people.press(dewi, "Confirm 1 family")
    work()
    assert where() == "confirmed"
    eko = people.at("eko", "/calon/rekening/")
    people.press(eko, "Draw it up")
    work()
    drawn = AccountList.objects.get()
    gunawan = people.at("gunawan", f"/calon/rekening/{drawn.pk}/")
    people.press(gunawan, "Release to the bank")
    work()
    assert where() == "account_pending"
    answer = tmp_path / "jawaban BRI.csv"
    answer.write_bytes(
        text_of(
            [
                ("nomor_referensi", "nomor_rekening", "status"),
                (f"HRP-BK-{drawn.pk:06d}-{Family.objects.get().pk}", "001234567890", "BERHASIL"),
            ]
        )
    )
    teguh = people.at("teguh", "/calon/rekening/")
    teguh.get_by_label("The answer's file").set_input_files(answer)
    people.press(teguh, "Read the answer")
    work()
    assert where() == "ready"

    # Yuliana hands the card over, Dewi opens the stage, and the family is active.
    people.at("yuliana", "/calon/kartu/")
    yuliana.get_by_role("link", name="Write down").click()
    yuliana.get_by_label("Yes, in person").check()
    people.press(yuliana, "Save")
    expect(yuliana.get_by_text("Every card has been handed over.")).to_be_visible()
    people.at("dewi", f"/tahap/{FIRST_STAGE}/langkah/open/")
    people.press(dewi, "Open")
    take_steps()
    assert where() == "active"
    for word in ("freeze", "compute"):
        people.at("dewi", f"/tahap/{FIRST_STAGE}/langkah/{word}/")
        dewi.locator("main form button.primary").click()
        take_steps()

    # Her first amount stands on her page, and how it came about.
    people.at("yuliana", f"/keluarga/{Family.objects.get().pk}/")
    expect(yuliana.get_by_text("computed, not approved yet").first).to_be_visible()
    expect(yuliana.get_by_text("Rp975.000").first).to_be_visible()
    assert not people.wrong, "\n".join(people.wrong)
