"""After closing: idle, undelivered, given back; each line lands in a pile, no rupiah is told of twice."""

import pytest

from harapan.payments.actions import CannotReadUsage, read_usage
from harapan.payments.models import Payment, UsageEntry, UsageFile

HEADS = {
    "idle": "nomor_referensi;nomor_rekening;saldo;transaksi_terakhir",
    "undelivered": "nomor_referensi;nomor_rekening;alasan",
    "given_back": "nomor_setor;tanggal_setor;jumlah;nomor_referensi;nomor_rekening",
}


@pytest.fixture
def closed(after, tmp_path):
    """Everybody's money is credited; `tell` writes a later file of BRI and reads it."""
    given = after("close")
    files = iter(range(1, 99))

    def tell(kind, *lines, bank="BRI"):
        path = tmp_path / f"{bank}-{kind}-{next(files)}.csv"
        path.write_text("\n".join((HEADS[kind], *lines)) + "\n")
        programme = given.edition.programme
        return read_usage(path, cycle=given.cycle, kind=kind, bank=bank, programme=programme, by=given.desk.worker)

    return tell


def payment_of(name):
    return Payment.objects.get(name=name)


def id_of(name):
    return f"2025-1-{payment_of(name).id:09d}"


def entries():
    return set(UsageEntry.objects.values_list("source", "target", "rupiah"))


def test_idle_money_is_dormant_up_to_what_was_credited(closed):
    noted = closed("idle", f"{id_of('Aminah')};;975000;", f";{payment_of('Halimah').number};9000000;2025-02-01")

    assert noted.piles == {"noted": 2}
    assert entries() == {("credited", "dormant", 975_000), ("credited", "dormant", 750_000)}


def test_a_card_that_never_arrived_leaves_the_whole_payment_idle(closed):
    noted = closed("undelivered", f"{id_of('Aminah')};;TIDAK DITEMUKAN")

    assert noted.piles == {"noted": 1}
    assert entries() == {("credited", "dormant", 975_000)}


def test_given_back_is_first_dormant_and_never_more_than_that(closed):
    closed("idle", f"{id_of('Aminah')};;100000;")

    too_much = closed("given_back", f"S1;2025-06-01;100001;{id_of('Aminah')};")
    assert too_much.piles == {"wrong_amount": 1}

    noted = closed(
        "given_back", f"S1;2025-06-01;100000;{id_of('Aminah')};", f"S1;2025-06-01;750000;{id_of('Halimah')};"
    )
    assert noted.piles == {"noted": 2}
    assert entries() == {
        ("credited", "dormant", 100_000),
        ("dormant", "given_back", 100_000),
        ("credited", "dormant", 750_000),
        ("dormant", "given_back", 750_000),
    }


def test_nothing_is_told_twice(closed):
    line = f"{id_of('Aminah')};;975000;"

    first = closed("idle", line, line)
    again = closed("idle", line)

    assert first.piles == {"duplicate": 1, "noted": 1}
    assert again.piles == {"repeated": 1}
    assert UsageEntry.objects.count() == 1


@pytest.mark.parametrize("name", ["2025-1-999999999", "1999-1-{}", "SIM-{}", "2025-1-00{}", "2025-1-٠٠٠٠٠٠٠٠١", "\\N"])
def test_what_is_not_ours_is_unknown(closed, name):
    noted = closed("idle", f"{name.format(id_of('Aminah')[-9:])};;975000;")

    assert noted.piles == {"unknown": 1}
    assert not UsageEntry.objects.exists()


def test_another_bank_tells_nothing_of_our_banks_money(closed):
    assert closed("idle", f"{id_of('Aminah')};;975000;", bank="BNI").piles == {"unknown": 1}


def test_an_unreadable_line_is_kept_as_it_stands(closed):
    noted = closed("idle", f"{id_of('Aminah')};;banyak sekali;", f"{id_of('Halimah')};;750000;")

    assert noted.piles == {"noted": 1, "unreadable": 1}
    assert "banyak sekali" in str(noted.odd)


def test_the_same_file_again_is_what_was_noted(closed):
    first = closed("idle", f"{id_of('Aminah')};;975000;")
    again = closed("idle", f"{id_of('Aminah')};;975000;")

    assert again == first
    assert UsageFile.objects.count() == 1


@pytest.mark.parametrize("lines", [("# lines: 5", HEADS["idle"]), ("# total: 1", HEADS["idle"])])
def test_a_damaged_file_is_refused_in_one_sentence(after, tmp_path, lines, dewi):
    given = after("close")
    path = tmp_path / "BRI-idle.csv"
    path.write_text("\n".join((*lines, f"{id_of('Aminah')};;975000;")) + "\n")

    with pytest.raises(CannotReadUsage) as refusal:
        read_usage(path, cycle="2025-1", kind="idle", bank="BRI", programme=given.edition.programme, by=dewi)

    assert "BRI-idle.csv" in refusal.value.sentence_id
    assert refusal.value.sentence_id != refusal.value.sentence_en
    assert not UsageFile.objects.exists()


def test_a_file_that_is_not_there(after, tmp_path, dewi):
    given = after("close")

    with pytest.raises(CannotReadUsage, match="nowhere"):
        read_usage(
            tmp_path / "nowhere.csv",
            cycle="2025-1",
            kind="idle",
            bank="BRI",
            programme=given.edition.programme,
            by=dewi,
        )
