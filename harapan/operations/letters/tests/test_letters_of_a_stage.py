"""The letters of a stage say what the books say, to whom it concerns, and nothing more."""

import csv
import re
from io import StringIO

import pytest
from django.db.models import Sum

from harapan.entitlements.models import Total
from harapan.letters.filing import fetch
from harapan.letters.models import Letter
from harapan.lib.rupiah import number, rupiah
from harapan.operations import care
from harapan.operations.letters import decree
from harapan.operations.letters.asking import NotYours, Wish, ask, kinds_for
from harapan.operations.letters.making import carry_out, take_up_again
from harapan.payments.models import Balance
from harapan.registry.models import Family, Group, Member
from harapan.staff.models import Staff
from harapan.testing.letters import make_letter, words_of
from harapan.testing.make import BUKUAN, LOA_IPUH, caretaker_of
from harapan.testing.stages import CYCLE, HELD, ORDERED, OWED, family_of

Kind = Letter.Kind


def squeezed(text: str) -> str:
    """Without blanks: where a PDF breaks its lines does not matter."""
    return re.sub(r"\s", "", text)


def test_minutes_sum_to_the_ledger_and_to_zero(after, dewi):
    given = after("close")

    letter = make_letter(Kind.MINUTES, CYCLE, by=dewi)
    words = words_of(letter)

    drawn = -(Balance.objects.filter(account="appropriation").aggregate(sum=Sum("rupiah"))["sum"])
    assert letter.number == "HRP/BA-REK/2025-1/0001"
    assert letter.facts["approved"] == drawn == OWED
    assert (letter.facts["credited"], letter.facts["held"], letter.facts["rest"]) == (ORDERED, HELD, 0)
    assert "SELISIH NIHIL" in words
    assert rupiah(OWED) in words
    assert "enam juta lima puluh ribu rupiah" in words
    assert number(ORDERED) in words
    assert given.batch.audit_head in squeezed(words)
    assert given.batch.run.digest in squeezed(words)
    assert "Dewi Lestari" in words
    assert "Eko Prasetyo" in words
    assert letter.audience == "staff"
    assert not letter.personal


def test_minutes_wait_for_closed_books(after, dewi):
    after("reconcile")

    letter = make_letter(Kind.MINUTES, CYCLE, by=dewi)

    assert letter.state == Letter.State.REFUSED
    assert "not closed" in letter.sentence_en
    assert letter.number is None


def test_a_recap_sums_to_what_was_computed(after, dewi):
    after("close")

    letter = make_letter(Kind.RECAP, CYCLE, by=dewi)

    assert letter.facts["rupiah"] == Total.objects.aggregate(sum=Sum("rupiah"))["sum"] == OWED
    assert letter.facts["families"] == 15
    assert number(OWED) in words_of(letter)


def test_a_recap_of_a_year_holds_each_of_its_stages(after, dewi):
    after("approve")

    letter = make_letter(Kind.RECAP, "2025", by=dewi, area="6402")

    assert letter.number == "HRP/REKAP/2025/0001"
    assert letter.facts["stages"] == 1
    assert "Tahap I Tahun 2025" in words_of(letter)


def test_small_figures_are_hidden_from_who_reads_sums_alone(after, dewi):
    after("approve")
    budi = Staff.objects.create(username="budi", name="Budi Bupati", position="local_viewer", area="6402")

    own, open_ = (
        make_letter(Kind.RECAP, CYCLE, by=budi, area="6402"),
        make_letter(Kind.RECAP, CYCLE, by=dewi, area="6402"),
    )

    assert own.facts["small_hidden"]
    assert "< 5" in words_of(own)
    assert "< 5" not in words_of(open_)
    assert "tidak ditampilkan" in words_of(own)


def test_the_decree_lists_who_is_paid_with_masked_numbers_and_nobody_else(after, dewi):
    after("approve")
    aminah = caretaker_of(family_of("Aminah"))
    Member.objects.filter(pk=aminah.pk).update(nik="6402064106900007")

    letter = make_letter(Kind.DECREE, CYCLE, by=dewi)

    body, lists = words_of(letter), [words_of(annex) for annex in letter.annexes.order_by("area")]
    assert letter.facts == {"families": 15, "rupiah": OWED, "annexes": 2}
    assert "15 (lima belas) keluarga" in body
    assert [annex.area for annex in letter.annexes.order_by("area")] == ["6402", "6472"]
    assert "Aminah" in lists[0]
    assert "0007" in lists[0]
    assert "Halimah" in lists[1]
    everything = squeezed(body + "".join(lists))
    assert "6402064106900007" not in everything
    assert "Fatimah" not in everything
    assert "Indah" not in everything
    assert "Aminah" not in body


def test_a_long_list_is_annexed_district_by_district(after, dewi, monkeypatch):
    after("approve")
    monkeypatch.setattr(decree, "LONGEST_LIST", 4)

    letter = make_letter(Kind.DECREE, CYCLE, by=dewi)

    assert {annex.area for annex in letter.annexes.all()} == {LOA_IPUH[:6], BUKUAN[:6]}
    assert sum(annex.rows for annex in letter.annexes.all()) == letter.facts["families"]


def test_a_slip_says_how_much_why_and_where_the_money_is(after, dewi):
    after("close")

    letter = make_letter(Kind.SLIPS, CYCLE, by=dewi, area="6402")

    slips = letter.annexes.get(media="application/pdf")
    words = words_of(slips)
    aminah = words[words.index("Aminah") :][:500]
    assert "Rp975.000" in aminah
    assert "1 anak usia dini" in aminah
    assert "1 anak SD/sederajat" in aminah
    assert "Sudah masuk rekening BRI" in aminah
    assert "171" in aminah
    assert slips.rows == 5
    assert slips.pages == 3
    assert "belum punya rekening" in words
    assert "Fatimah" not in words


def test_messages_go_to_telephones_and_carry_no_identity_number(after, dewi):
    after("close")
    aminah = caretaker_of(family_of("Aminah"))
    Member.objects.filter(pk=aminah.pk).update(phone="0812-3456-7890", nik="6402064106900007")

    letter = make_letter(Kind.SLIPS, CYCLE, by=dewi, area="6402")

    found = letter.annexes.get(media="text/csv")
    rows = list(csv.DictReader(StringIO(fetch(found.path, found.sha256).decode())))
    assert [row["nomor"] for row in rows] == ["6281234567890"]
    assert rows[0]["pesan"].startswith("PKH Tahap I 2025 Aminah: Rp975.000 masuk BRI")
    assert len(rows[0]["pesan"]) == int(rows[0]["panjang"]) <= 160
    assert "0007" not in rows[0]["pesan"]


def test_slips_of_a_group_are_of_that_group_alone(after, dewi):
    after("approve")
    group = Group.objects.create(village=LOA_IPUH, name="Melati 1")
    Family.objects.filter(pk=family_of("Aminah").pk).update(group=group.pk)

    letter = make_letter(Kind.SLIPS, CYCLE, by=dewi, group=group.pk)

    words = words_of(letter.annexes.get(media="application/pdf"))
    assert "Aminah" in words
    assert "Kelompok Melati 1" in words
    assert "Budiarti" not in words


def test_a_name_that_looks_like_a_program_is_printed_as_it_is(after, dewi):
    after("approve")
    aminah = caretaker_of(family_of("Aminah"))
    Member.objects.filter(pk=aminah.pk).update(name='#panic("x")] $Aminah')

    for kind, area in ((Kind.SLIPS, "6402"), (Kind.DECREE, "6402")):
        letter = make_letter(kind, CYCLE, by=dewi, area=area)
        words = [squeezed(words_of(annex)) for annex in letter.annexes.filter(media="application/pdf")]
        assert any('#panic("x")]$Aminah' in text for text in words), kind


def test_facts_of_a_letter_hold_no_personal_value(after, dewi):
    after("close")

    for kind in kinds_for(dewi):
        letter = make_letter(kind, CYCLE, by=dewi, area="" if kind == Kind.MINUTES else "6402")
        assert all(isinstance(value, int | bool) for value in letter.facts.values())
        assert set(letter.subject) <= {"group"}


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("dewi", ["minutes", "recap", "decree", "slips"]),
        ("eko", ["minutes", "recap", "decree", "slips"]),
        ("citra", ["recap", "slips"]),
        ("ratna", ["recap", "slips"]),
        ("hasan", []),
    ],
)
def test_everybody_asks_only_for_letters_of_their_desk(cast, who, kinds):
    assert kinds_for(cast[who]) == kinds


@pytest.mark.parametrize(
    ("who", "wish", "sentence"),
    [
        ("citra", Wish(Kind.SLIPS, CYCLE, "6402"), "not one of yours"),
        ("citra", Wish(Kind.RECAP, CYCLE, "64"), "not one of yours"),
        ("citra", Wish(Kind.DECREE, CYCLE, "6403"), "may not ask"),
        ("hasan", Wish(Kind.RECAP, CYCLE, "64"), "may not ask"),
        ("dewi", Wish(Kind.SLIPS, CYCLE, "64"), "one regency"),
        ("dewi", Wish(Kind.RECAP, CYCLE, "64.02"), "no code"),
        ("dewi", Wish(Kind.RECAP, "../../etc", "64"), "no stage"),
        ("dewi", Wish("ransom", CYCLE, "64"), "may not ask"),
        ("dewi", Wish(Kind.SLIPS, CYCLE, "", 404), "no group"),
    ],
)
def test_nobody_asks_beyond_their_desk_or_area(own_database, cast, who, wish, sentence):
    with pytest.raises(NotYours, match=sentence):
        ask(wish, by=cast[who])


def test_the_worker_asks_again_whether_it_is_theirs(after, dewi, citra):
    """Citra was posted elsewhere between asking and making."""
    after("approve")
    letter = ask(Wish(Kind.SLIPS, CYCLE, "6403"), queued=False, by=citra)
    Staff.objects.filter(pk=citra.pk).update(area="6401")

    assert carry_out(letter).state == Letter.State.REFUSED


def test_a_facilitator_gets_slips_of_her_own_families(after):
    given = after("people")
    wati = Staff.objects.create(username="wati", name="Wati Susanti", position="facilitator", area="6402")
    Family.objects.filter(pk=family_of("Aminah").pk).update(facilitator=wati.pk)
    given.through("approve")

    letter = make_letter(Kind.SLIPS, CYCLE, by=wati, area=LOA_IPUH)

    slips = letter.annexes.get(media="application/pdf")
    words = words_of(slips)
    assert letter.facilitator == slips.facilitator == wati.pk
    assert "Aminah" in words
    assert "Pendamping: Wati Susanti" in words
    assert "Budiarti" not in words


def test_letters_nobody_works_on_are_taken_up_again(after, dewi, monkeypatch):
    after("close")
    monkeypatch.setattr(care, "JUST_NOW", 0)
    lost = ask(Wish(Kind.MINUTES, CYCLE), queued=False, by=dewi)
    Letter.objects.filter(pk=lost.pk).update(state="making")

    assert take_up_again() == 1
    assert take_up_again() == 0  # its job waits in the queue now
    assert carry_out(lost).is_made
    assert take_up_again() == 0


def test_the_same_stage_again_is_another_letter_with_the_next_number(after, dewi):
    after("close")

    first, second = (make_letter(Kind.MINUTES, CYCLE, by=dewi) for _ in range(2))

    assert (first.serial, second.serial) == (1, 2)
    assert first.code != second.code
