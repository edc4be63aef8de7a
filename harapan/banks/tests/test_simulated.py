"""The simulated bank: reads what we really write, answers what we can really read, and misbehaves on request."""

from dataclasses import replace

import polars as pl
import pytest
from lxml import etree

from harapan.banks import dialects, pain001, simulated, usage_csv
from harapan.banks.reasons import CODES, REASONS, SPOKEN_AS, our_reason, reason_of
from harapan.banks.received import _cells_of_any_pain001, _cells_of_our_template, receive
from harapan.banks.reconcile import check_totals, match
from harapan.banks.shapes import UnreadableAnswer
from harapan.banks.simulated import PLAUSIBLE, Desk, Luck, Mischief
from harapan.banks.tests.made import NOON, make_header, make_transfers, schema_of

PAIN002 = schema_of("pain.002.001.12")
ANSWERS = [(simulated.answer_as_report, ".xml"), (simulated.answer_as_list, ".csv")]
COUNT = 2_000


@pytest.fixture(scope="module", params=["BRI", "POS"])
def order(request, tmp_path_factory):
    """An order file, its transfers, and the orders as the database knows them."""
    transfers = make_transfers(COUNT).with_columns(
        pl.when(pl.col("family") % 50 == 0).then(pl.lit('A & B; <C> "D"')).otherwise("name").alias("name")
    )
    header = make_header(transfers, bank=request.param)
    written = dialects.write_order(header, transfers, tmp_path_factory.mktemp("orders"))
    orders = transfers.select(
        "end_to_end_id",
        "amount",
        pl.lit(header.bank).alias("bank"),
        pl.lit(header.message_id).alias("message_id"),
        pl.lit("at_bank").alias("state"),
    )
    return header, transfers, orders, written.path


def desk_of(header, luck=PLAUSIBLE):
    return Desk(bank=header.bank, at=NOON, luck=luck)


def read(path, header):
    return dialects.read_answer(path, bank=header.bank, currency="IDR", minor_units=0)


def sizes_of(piles):
    return {pile: lines + orders for pile, lines, orders, _ in piles.sizes().iter_rows() if lines + orders}


@pytest.mark.parametrize(("answer_as", "suffix"), ANSWERS)
def test_an_order_comes_back_to_the_last_rupiah(order, tmp_path, answer_as, suffix):
    header, _, orders, path = order

    written = answer_as(desk_of(header), path, tmp_path / f"answer{suffix}")
    answer = read(written.path, header)
    check_totals(answer, count=header.count, total=header.total)
    piles = match(orders, answer)

    sizes = sizes_of(piles)
    assert set(sizes) == {"credited", "returned", "pending"}
    assert sum(sizes.values()) == COUNT
    assert 10 < sizes["returned"] < 60
    assert piles.sizes()["amount"].sum() == header.total
    assert set(piles.moves().filter(state="returned")["our_reason"]) <= set(PLAUSIBLE.shares())
    assert b"simulasi" in written.path.read_bytes()
    if suffix == ".xml":
        PAIN002.assertValid(etree.parse(written.path))


@pytest.mark.parametrize(("answer_as", "suffix"), ANSWERS)
def test_the_late_answer_settles_what_was_pending(order, tmp_path, answer_as, suffix):
    header, _, orders, path = order
    first = match(orders, read(answer_as(desk_of(header), path, tmp_path / f"1{suffix}").path, header))
    moved = first.moves().select("end_to_end_id", pl.col("state").alias("moved"))
    orders = orders.join(moved, on="end_to_end_id").with_columns(pl.col("moved").alias("state"))

    late = read(answer_as(desk_of(header), path, tmp_path / f"2{suffix}", late=True).path, header)
    second = match(orders, late)

    assert sizes_of(second) == {"credited": sizes_of(first)["pending"]}


@pytest.mark.parametrize(("answer_as", "suffix"), ANSWERS)
def test_equal_orders_and_luck_give_equal_answers(order, tmp_path, answer_as, suffix):
    header, _, _, path = order
    desk = desk_of(header)

    first, second = (answer_as(desk, path, tmp_path / f"{number}{suffix}") for number in (1, 2))
    other = answer_as(replace(desk, luck=replace(PLAUSIBLE, seed=7)), path, tmp_path / f"3{suffix}")

    assert first.sha256 == second.sha256 != other.sha256


def test_stories_are_told_as_they_were_scripted(order, tmp_path):
    header, transfers, orders, path = order
    by_id, by_account, waiting = transfers["end_to_end_id"][3], transfers["account"][5], transfers["end_to_end_id"][8]
    luck = Luck(fails={by_id: "identity_mismatch", by_account: "account_dormant", waiting: "pending"})

    for answer_as, suffix in ANSWERS:
        answer = read(answer_as(desk_of(header, luck), path, tmp_path / f"answer{suffix}").path, header)
        moves = match(orders, answer).moves().filter(pl.col("state") != "credited").sort("end_to_end_id")
        assert moves.select("end_to_end_id", "state", "our_reason").rows() == [
            (by_id, "returned", "identity_mismatch"),
            (transfers["end_to_end_id"][5], "returned", "account_dormant"),
            (waiting, "pending", "unknown"),
        ]


def test_a_story_with_an_unknown_reason_is_not_told():
    with pytest.raises(ValueError, match="nobody fails for bad weather"):
        Luck(fails={"PKH-1": "bad weather"})


@pytest.mark.parametrize(("answer_as", "suffix"), ANSWERS)
@pytest.mark.parametrize(
    ("mischief", "piles"),
    [
        (Mischief.DOUBLED, {"duplicate": 1}),
        (Mischief.UNKNOWN_IDS, {"unknown": 1}),
        (Mischief.WRONG_AMOUNTS, {"wrong_amount": 1}),
        (Mischief.CONTRADICTING, {"contradicting": 2}),
    ],
)
def test_bad_lines_land_in_their_piles(order, tmp_path, answer_as, suffix, mischief, piles):
    header, _, orders, path = order

    answer = read(answer_as(desk_of(header), path, tmp_path / f"answer{suffix}", mischief=mischief).path, header)
    sizes = sizes_of(match(orders, answer))

    assert {pile: sizes.get(pile) for pile in piles} == piles


@pytest.mark.parametrize(("answer_as", "suffix"), ANSWERS)
@pytest.mark.parametrize(
    ("mischief", "sentence"), [(Mischief.TRUNCATED, "cut off"), (Mischief.WRONG_TOTALS, "received 2.001")]
)
def test_bad_files_are_refused_whole(order, tmp_path, answer_as, suffix, mischief, sentence):
    header, _, _, path = order
    written = answer_as(desk_of(header), path, tmp_path / f"answer{suffix}", mischief=mischief)

    with pytest.raises(UnreadableAnswer, match=sentence):
        check_totals(read(written.path, header), count=header.count, total=header.total)


def test_a_bomb_does_not_go_off(order, tmp_path):
    header, _, _, path = order
    written = simulated.answer_as_report(desk_of(header), path, tmp_path / "answer.xml", mischief=Mischief.BOMB)

    with pytest.raises(UnreadableAnswer, match="document type"):
        read(written.path, header)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda text: text.replace("225000", "225001", 1), "AM10"),
        (lambda text: text.replace(">2000<", ">2001<").replace("count: 2000", "count: 2001"), "AM18"),
        (lambda text: text.replace("000000002", "000000001", 1), "AM05"),
    ],
)
def test_an_order_with_a_fault_is_refused_whole_like_a_bank_does(order, tmp_path, spoil, reason):
    header, _, orders, path = order
    spoilt = tmp_path / path.name
    spoilt.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert receive(spoilt, minor_units=0).fault == reason

    answer = read(simulated.answer_as_report(desk_of(header), spoilt, tmp_path / "answer.xml").path, header)

    assert (answer.group_status, answer.group_reason, answer.rest) == ("RJCT", reason, "rejected")
    assert sizes_of(match(orders, answer)) == {"returned": COUNT}


def test_the_fast_reader_and_the_parser_read_the_same(tmp_path):
    transfers = make_transfers(name=["A > B", "plain", "C & <D>"])
    path = pain001.write(make_header(transfers), transfers, tmp_path / "order.xml").path

    ours = _cells_of_our_template(path)
    assert ours.equals(_cells_of_any_pain001(path))
    assert ours["account"].to_list() == transfers["account"].to_list()

    pretty = tmp_path / "pretty.xml"
    etree.parse(path, etree.XMLParser(remove_blank_text=True)).write(pretty, pretty_print=True, xml_declaration=True)
    assert _cells_of_our_template(pretty) is None
    assert receive(pretty, minor_units=0).transfers.equals(receive(path, minor_units=0).transfers)


def test_the_later_files_can_be_read(order, tmp_path):
    header, transfers, _, path = order
    desk = desk_of(header, replace(PLAUSIBLE, idle=100_000, undelivered=50_000))
    letter = {"bank": header.bank, "currency": "IDR", "minor_units": 0}

    idle = usage_csv.read_idle(simulated.tell_idle(desk, path, tmp_path / "idle.csv").path, **letter)
    cards = usage_csv.read_undelivered(simulated.tell_undelivered(desk, path, tmp_path / "cards.csv").path, **letter)
    back = usage_csv.read_given_back(simulated.tell_given_back(desk, path, tmp_path / "back.csv").path, **letter)

    for file in (idle, cards, back):
        assert file.lines["readable"].all()
        assert set(file.lines["end_to_end_id"]) <= set(transfers["end_to_end_id"])
    assert 100 < idle.lines.height < 300
    assert cards.lines["reason"].n_unique() == 6
    assert back.lines["amount"].sum() == idle.lines["balance"].sum()
    assert back.lines["given_back_on"].unique().to_list() == [NOON.date()]


def test_every_reason_is_spoken_and_understood():
    assert set(SPOKEN_AS) == set(REASONS)
    for reason in REASONS:
        assert reason_of(SPOKEN_AS[reason]).code == reason or SPOKEN_AS[reason] == "AM10"
        assert reason_of(reason).code == reason
    assert set(CODES.values()) == set(REASONS)


def test_a_column_of_reasons_reads_like_each_of_them():
    said = [*CODES, " ac04 ", "never heard of", "", None]

    column = pl.DataFrame({"reason": said}).select(our_reason()).to_series().to_list()

    assert column == [reason_of(one).code for one in said]
