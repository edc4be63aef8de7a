"""Search and list as their readers see them: everything one's own in every way, nothing of anybody else in any."""

import re

import pytest

from harapan.console.families.filters import area_of
from harapan.places.load import load_places
from harapan.registry.models import Family, Member
from harapan.testing.make import BUKUAN, LOA_IPUH, elder, make_family, make_neighbours, pupil
from harapan.testing.stages import family_of

HERS = "6403012001"
"""A village of Citra's."""


def text(response) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.body.decode()))


@pytest.fixture
def people(own_database):
    """One family of Citra's, one that is none of her business."""
    hers = make_family("Siti Aminah", pupil("Budi Santoso", nik="6403014505160001"), village=HERS)
    Family.objects.filter(pk=hers.pk).update(card="6403010101010077")
    theirs = make_family("Siti Zulaikha", pupil("Rahasia", nik="6472015505169999"), village=BUKUAN, bank="BNI")
    Family.objects.filter(pk=theirs.pk).update(card="6472010101018888", participation="suspended")
    return hers, theirs


KNOWN = ["siti", "aminah siti", "budi", "0001", "6403014505160001", "0077", "6403010101010077", "6403 0101 0101 0077"]


def test_citra_finds_her_family_by_whatever_she_knows(people, visitor, citra):
    reader = visitor(citra)
    for typed in KNOWN:
        page = reader.get("/keluarga/", {"q": typed})
        assert "Siti Aminah" in text(page), typed
        assert f"/keluarga/{people[0].pk}/" in page.body.decode()


def test_by_its_number(people, visitor, citra):
    page = text(visitor(citra).get("/keluarga/", {"q": f"#{people[0].pk}"}))
    assert "Family number: 1" in page
    assert "Siti Aminah" in page


def test_what_is_elsewhere_is_found_in_no_way_and_not_even_counted(people, visitor, citra):
    reader = visitor(citra)
    for typed in ("zulaikha", "siti zulaikha", "rahasia", "6472015505169999", "9999", "8888", str(people[1].pk)):
        page = text(reader.get("/keluarga/", {"q": typed}))
        assert "Zulaikha" not in page, typed
        assert "Not found in your area" in page, typed


ELSEWHERE = (
    {"area": "6472"},
    {"prov": "64", "kab": "6472"},
    {"status": "suspended"},
    {"bank": "BNI"},
    {"area": BUKUAN, "q": "siti"},
    {"pendamping": "1"},
    {"after": "WyI2NDcyMDExMDAzIiwwXQ"},
)


def test_no_filter_and_no_made_up_page_shows_families_elsewhere(people, visitor, citra):
    reader = visitor(citra)
    for query in ELSEWHERE:
        page = text(reader.get("/keluarga/", query))
        assert "Zulaikha" not in page, query
        assert "2 families" not in page, query


def test_a_guessed_number_is_as_good_as_none(people, visitor, citra):
    reader = visitor(citra)
    for path in ("/keluarga/{}/", "/keluarga/{}/riwayat/", "/keluarga/{}/hitungan/2025-1/", "/keluarga/{}/buka/"):
        guessed, nobody = reader.get(path.format(people[1].pk)), reader.get(path.format(999_999))
        assert guessed.status_code == nobody.status_code == 404
        assert re.sub(r"\d+", "", text(guessed)) == re.sub(r"\d+", "", text(nobody))


def test_a_number_beyond_all_numbers_is_nobodys(people, visitor, citra):
    assert visitor(citra).get(f"/keluarga/{10**30}/").status_code == 404


def test_villages_of_that_name_are_offered(people, visitor, dewi):

    load_places()
    page = visitor(dewi).get("/keluarga/", {"q": "bukuan"})
    assert f"?area={BUKUAN}" in page.body.decode()


def test_the_code_of_a_village_opens_its_list(people, visitor, dewi):

    load_places()
    answer = visitor(dewi).get("/keluarga/", {"q": "64.72.01.1003"})
    assert (answer.status_code, answer["Location"]) == (302, f"/keluarga/?area={BUKUAN}")


def test_another_spelling_is_found_and_said(people, visitor, dewi):
    Member.objects.filter(name="Rahasia").update(name="Soeharto")
    page = text(visitor(dewi, "id").get("/keluarga/", {"q": "suharto"}))
    assert "Ditampilkan ejaan lain: “Soeharto”" in page


def test_too_many_asks_for_another_word(people, visitor, dewi):
    make_neighbours(51, village=HERS)
    page = text(visitor(dewi, "id").get("/keluarga/", {"q": "tetangga"}))
    assert "Nama: lebih dari 50" in page
    assert "Tambahkan satu kata, atau pilih wilayah" in page


NONSENSE = ("<script>alert(1)</script>", "' OR 1=1 --", "%", "x" * 10_000, "a\0b", "🐘", "a")


def test_whatever_is_typed_is_only_words(people, visitor, citra):
    reader = visitor(citra)
    for typed in NONSENSE:
        page = reader.get("/keluarga/", {"q": typed})
        assert page.status_code == 200, typed
        assert b"<script>alert" not in page.body


def test_a_name_with_a_script_in_it_is_only_a_name(people, visitor, citra):
    name = "<script>alert('x')</script> " + "Panjang " * 11
    Member.objects.filter(name="Siti Aminah").update(name=name)
    for path in (
        "/keluarga/",
        f"/keluarga/{people[0].pk}/",
        "/keluarga/?q=panjang",
        f"/keluarga/{people[0].pk}/riwayat/",
    ):
        page = visitor(citra).get(path)
        assert page.status_code == 200
        assert b"<script>alert" not in page.body


NOTHING = (
    {"status": "nonsense"},
    {"area": "' OR 1"},
    {"kab": "99"},
    {"pendamping": "9" * 40},
    {"komponen": "../../etc"},
    {"belum": "2099-9"},
    {"urut": "drop"},
    {"after": "zzz", "before": "zzz"},
)


def test_a_nonsensical_filter_is_as_good_as_none(people, visitor, citra):
    reader = visitor(citra)
    for query in NOTHING:
        page = reader.get("/keluarga/", query)
        assert page.status_code == 200, query
        assert "1 family" in text(page), query


# pages


def test_going_on_and_back_stays_in_place_while_rows_change(own_database, visitor, citra):
    families = make_neighbours(120, village=HERS)
    reader = visitor(citra)
    link = re.compile(rb'rel="(next|prev)" href="([^"]+)"')

    def go(page, way):
        return reader.get("/keluarga/" + dict(link.findall(page.body))[way].decode().replace("&amp;", "&"))

    def numbers(page):
        return [int(pk) for pk in re.findall(rb'href="/keluarga/(\d+)/"', page.body)]

    first = reader.get("/keluarga/")
    second = go(first, b"next")
    make_neighbours(3, village="6403012000")  # three more, before everybody
    Family.objects.filter(pk=families[0].pk).update(participation="removed")
    third = go(second, b"next")

    seen = numbers(first) + numbers(second) + numbers(third)
    assert seen == [family.pk for family in families]
    assert numbers(go(third, b"prev")) == numbers(second)


# who is unpaid, and who fits a component


def test_who_got_nothing_in_a_stage_is_listed_with_the_reason(after, visitor, ratna_or_dewi):
    after("compute")
    page = text(visitor(ratna_or_dewi, "id").get("/keluarga/", {"belum": "2025-1"}))
    assert "1 keluarga · tidak dibayar pada tahap 2025-1" in page
    assert "Fatimah" in page
    assert "Tidak ada komponen" in page


def test_unpaid_elsewhere_is_not_listed(after, visitor, citra):
    after("compute")
    page = text(visitor(citra).get("/keluarga/", {"belum": "2025-1"}))
    assert "No family in your area fits these filters" in page


@pytest.fixture(params=["ratna", "dewi"])
def ratna_or_dewi(request, cast):
    return cast[request.param]


def test_families_with_a_component_are_found_within_a_regency(after, visitor, cast):
    after("compute")
    page = text(visitor(cast["ratna"]).get("/keluarga/", {"komponen": "elderly"}))
    assert "Budiarti" in page
    assert "Aminah" not in page


def test_a_facilitator_sees_her_own_families_and_no_others(after, visitor, cast):
    after("people")
    yuliana, hers = cast["yuliana"], family_of("Aminah")
    for rows in (Family.objects.filter(pk=hers.pk), Member.objects.filter(family=hers)):
        rows.update(facilitator=yuliana.pk)

    reader = visitor(yuliana)
    assert "1 family" in text(reader.get("/keluarga/"))
    assert "Aminah" in text(reader.get("/keluarga/", {"q": "aminah"}))
    assert "Not found" in text(reader.get("/keluarga/", {"q": "budiarti"}))
    assert reader.get(f"/keluarga/{family_of('Budiarti').pk}/").status_code == 404


PATHS = ("/keluarga/", "/keluarga/1/", "/keluarga/unduh/csv/", "/keluarga/1/riwayat/", "/keluarga/wilayah/")


@pytest.mark.parametrize("who", ["teguh", "andi", "nurul"])
def test_positions_without_families_are_told_where_their_work_is(own_database, visitor, cast, who):
    make_family("Siti Aminah", elder(), village=LOA_IPUH)
    reader = visitor(cast[who], "id")
    for path in PATHS:
        page = reader.get(path)
        assert page.status_code == 403, path
        assert "Jabatan Anda bekerja dengan jumlah" in text(page)
        assert "Aminah" not in text(page)


def test_a_stranger_signs_in_first(own_database, visitor):
    for path in PATHS:
        answer = visitor().get(path)
        assert answer.status_code == 302
        assert "/masuk" in answer["Location"]


def test_areas_are_offered_within_ones_own(own_database, visitor, citra, cast, dewi):
    load_places()
    hers = visitor(citra).get("/keluarga/wilayah/").body
    assert b'name="prov"' not in hers  # her posting leaves no choice
    assert b'name="kec"' in hers
    assert b'value="640301"' in hers
    assert b'value="640206"' not in hers
    assert b'value="6472"' in visitor(dewi).get("/keluarga/wilayah/", {"prov": "64"}).body
    assert b'value="6472"' in visitor(cast["agus"]).get("/keluarga/wilayah/").body


def test_the_smallest_area_chosen_counts_and_one_left_empty_ends_the_choice():
    assert area_of({"prov": "64", "kab": "6402", "kec": ""}) == "6402"
    assert area_of({"prov": "64", "kab": "", "kec": "640206"}) == "64"
    assert area_of({"kec": "640206"}) == "640206"
    assert area_of({"prov": "63", "kab": "6402"}) == "63"
    assert area_of({"area": "64.02"}) == "6402"
    assert area_of({"area": "x"}) == area_of({}) == ""
