"""The log on screen: who may read which events, how they are found, and that the chain can be checked."""

import ast
import re

import pytest

from harapan.audit.actions import record, seal
from harapan.audit.models import Event, Seal
from harapan.console.record.facts import FACTS, facts_of
from harapan.console.record.things import VERBS
from harapan.lib.english import agree
from harapan.testing.house import files
from harapan.testing.make import make_family


@pytest.fixture
def family(own_database):
    return make_family("Siti Aminah")


@pytest.fixture
def hasan(cast):
    """Audits."""
    return cast["hasan"]


def sealed() -> str:
    """The head of the chain once it has one: transactions of other tests hold the newest events back."""
    while not Seal.objects.exists():
        seal()
    return Seal.objects.get().digest


def words_of(response) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.body.decode()))


def rows_of(response) -> int:
    return response.body.decode().count('<td class="nowrap"><a href="/jejak/')


def test_the_auditor_reads_what_everybody_did(family, dewi, citra, hasan, visitor):
    record("family.ranked", family, by=dewi, before=2, after=3)
    record("family.moved", family, by=citra)

    page = visitor(hasan).get("/jejak/")

    assert rows_of(page) == 2
    assert "Dewi Lestari (Direktorat JSK)" in words_of(page)
    assert "Decile of a family changed" in words_of(page)


def test_a_coordinator_reads_only_what_she_did_herself(family, dewi, citra, visitor):
    record("family.ranked", family, by=dewi)
    record("family.moved", family, by=citra)

    page = visitor(citra).get("/jejak/")

    assert rows_of(page) == 1
    assert "My log" in words_of(page)
    assert "Dewi" not in words_of(page)


def test_an_event_of_somebody_else_is_not_there_for_her(family, dewi, citra, visitor):
    event = record("family.ranked", family, by=dewi)
    assert visitor(citra).get(f"/jejak/{event.pk}/").status_code == 404


def test_an_event_says_what_when_and_where_it_leads(family, dewi, hasan, visitor):
    event = record("family.ranked", family, by=dewi, before=2, after=3)

    said = words_of(visitor(hasan, "id").get(f"/jejak/{event.pk}/"))

    assert "Desil keluarga diubah" in said
    assert "Sesudah 3 Sebelum 2" in said
    assert "belum disegel" in said


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("siapa=dewi", 2),
        ("siapa=Lestari", 2),
        ("apa=family.moved", 1),
        ("jenis=family", 3),
        ("jenis=family&nomor=1000000", 0),
        ("dari=2000-01-01&sampai=2000-12-31", 0),
        ("siapa=dewi&apa=family.ranked&jenis=family", 1),
    ],
)
def test_filters_stand_in_the_address(family, dewi, citra, hasan, visitor, query, found):
    record("family.ranked", family, by=dewi)
    record("staff.taken_on", dewi, by=dewi)
    record("family.moved", family, by=citra)
    record("family.ranked", family, by=citra)

    page = visitor(hasan).get(f"/jejak/?{query}")

    assert rows_of(page) == found
    assert ("No event fits" in words_of(page)) == (found == 0)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("siapa=nobodyatall", "Nobody on the staff is called so"),
        ("nomor=7", "Choose first what the number is of"),
        ("dari=2025-02-01&sampai=2025-01-01", "Until must not be before from"),
        ("dari=yesterday", "Enter a valid date"),
        ("apa=%3Cscript%3E", "Select a valid choice"),
        ("siapa=" + "x" * 10_000, "at most 120 characters"),
        ("siapa=%00", "Null characters are not allowed"),
    ],
)
def test_a_wish_that_makes_no_sense_is_answered_with_a_sentence(own_database, hasan, visitor, query, sentence):
    page = visitor(hasan).get(f"/jejak/?{query}")
    assert page.status_code == 200
    assert sentence in words_of(page)
    assert b"<script>" not in page.body


def test_a_name_that_fits_several_asks_who_is_meant(own_database, hasan, visitor):
    said = words_of(visitor(hasan).get("/jejak/?siapa=sa"))
    assert "Who is meant?" in said
    assert "Ratna Sari" in said
    assert "Agus Salim" in said


def test_a_long_log_comes_in_pages(family, dewi, hasan, visitor):
    for decile in range(60):
        record("family.ranked", family, by=dewi, after=decile)

    first = visitor(hasan).get("/jejak/")
    address = re.search(r'rel="next" href="([^"]+)"', first.body.decode())
    second = visitor(hasan).get(f"/jejak/{address[1]}")

    assert (rows_of(first), rows_of(second)) == (50, 10)


def test_who_looked_at_a_family_is_told_to_the_auditor_only(family, dewi, citra, hasan, visitor):
    for _ in range(3):
        record("family.opened", family, by=citra)
    record("family.ranked", family, by=dewi)

    page = visitor(hasan).get(f"/jejak/keluarga/{family.pk}/")

    assert re.search(r"Citra Wulandari \(Koordinator kabupaten/kota\) .{1,30} 3 ", words_of(page))
    assert visitor(citra).get(f"/jejak/keluarga/{family.pk}/").status_code == 403
    assert visitor(hasan).get("/jejak/keluarga/999999999/").status_code == 404


def test_the_seals_show_the_head_and_what_waits(family, dewi, citra, hasan, visitor):
    record("family.ranked", family, by=dewi)
    head = sealed()
    record("family.ranked", family, by=dewi)

    page = visitor(hasan).get("/jejak/segel/")

    assert head in words_of(page)
    assert visitor(citra).get("/jejak/segel/").status_code == 403


def test_checking_the_chain_says_that_it_holds_and_leaves_a_trace(family, dewi, hasan, visitor):
    record("family.ranked", family, by=dewi)
    sealed()

    said = words_of(visitor(hasan).get("/jejak/segel/periksa/"))

    assert (
        agree(f"The chain holds: {Seal.objects.get().events} [event agrees|events agree]", Seal.objects.get().events)
        in said
    )
    check = Event.objects.get(verb="log.checked")
    assert (check.actor, check.facts["holds"]) == (hasan.pk, True)
    assert "holds" in words_of(visitor(hasan).get("/jejak/segel/"))


def test_the_auditor_has_nothing_to_press_in_the_log(family, hasan, visitor):
    for address in ("/jejak/", "/jejak/segel/", "/jejak/segel/periksa/", f"/jejak/keluarga/{family.pk}/"):
        assert visitor(hasan).post(address).status_code == 405


def test_every_verb_that_is_written_down_has_words():
    written = {
        verb
        for module in files(tests=False)
        if "record" in module.text
        for call in module.nodes(ast.Call)
        if ast.unparse(call.func).endswith("record") and call.args
        for verb in re.findall(r"'([a-z_]+\.[a-z_]+)'", ast.unparse(call.args[0]))
    }
    assert not written - VERBS.keys(), "say in both languages what was done, in harapan/console/record/things.py"


def test_the_log_can_be_taken_away_and_that_is_written_down_too(family, dewi, citra, hasan, visitor):
    record("family.ranked", family, by=dewi, after=3)
    record("family.moved", family, by=citra)

    everything = visitor(hasan).get("/jejak/unduh.csv")
    hers = visitor(citra).get("/jejak/unduh.csv?apa=family.moved")
    book = visitor(hasan).get("/jejak/unduh.xlsx")

    assert b"family.ranked" in everything.body
    assert b"family.moved" in everything.body
    assert hers.body.count(b"\r\n") == 2
    assert book.body.startswith(b"PK")
    notes = Event.objects.filter(verb="log.exported").order_by("pk")
    assert [(note.actor, note.facts) for note in notes] == [
        (hasan.pk, {"kind": "csv", "filters": []}),
        (citra.pk, {"kind": "csv", "filters": ["apa"]}),
        (hasan.pk, {"kind": "xlsx", "filters": []}),
    ]
    assert visitor(hasan).get("/jejak/unduh.pdf").status_code == 404


def test_every_fact_that_is_written_down_has_words():
    written = {
        keyword.arg
        for module in files(tests=False)
        if "record" in module.text
        for call in module.nodes(ast.Call)
        if ast.unparse(call.func).split(".")[-1] == "record" and call.args
        for keyword in call.keywords
        if keyword.arg not in (None, "by")
    }
    assert not written - FACTS.keys(), "say in both languages what the fact is, in harapan/console/record/facts.py"


def test_facts_read_like_sentences_of_people(own_database):
    facts = {"rupiah": 1_500_000, "families": 65_387, "holds": True, "fields": ["nik", "card"], "odd": {"unknown": 2}}
    told = dict(facts_of(facts))
    assert told["Jumlah rupiah"] == "Rp1.500.000"
    assert told["Keluarga"] == "65.387"
    assert told["Rantai utuh"] == "ya"
    assert told["Kolom"] == "nik, card"
    assert told["Baris janggal"] == "unknown: 2"
