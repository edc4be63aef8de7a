"""From validated to ready: a decree within the quota, a bank that opens accounts, a card, and a group."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from harapan.banks.account_answer import read
from harapan.intake.confirmation.cards import CannotHandOver, hand_over_card, note_undelivered
from harapan.intake.confirmation.decree import CannotConfirm, draw_up_decree, issue_decree
from harapan.intake.confirmation.groups import (
    CannotGroup,
    appoint_leader,
    is_odd,
    join_group,
    make_groups,
    rename_group,
    sizes_for,
)
from harapan.intake.confirmation.queries import room_of, without_card
from harapan.intake.load_accounts import (
    CannotOpenAccounts,
    accounts_folder,
    draw_up_account_list,
    read_account_answer,
    release_account_list,
)
from harapan.intake.models import AccountList, Decree, Quota
from harapan.registry.models import Account, Family, Group, Member, ParticipationMove
from harapan.testing.make import LOA_IPUH, caretaker_of, make_family

TODAY = date(2025, 3, 3)
AT = datetime(2025, 3, 3, 9, tzinfo=UTC)


@pytest.fixture
def yuliana(cast):
    return cast["yuliana"]


def validated(count, *, first=1, participation="validated", **facts):
    """So many validated families with all their papers."""
    families = []
    for number in range(first, first + count):
        family = make_family(
            f"Ibu {number}", participation=participation, card=f"64020601012000{number:02d}", account="", **facts
        )
        for place, member in enumerate(Member.objects.filter(family=family)):
            member.nik, member.mother_name = f"6402062104900{number:02d}{place}", "Ibunda"
            member.save()
        families.append(family)
    return families


def states(*families):
    """Where they stand now."""
    return [Family.objects.get(pk=family.pk).participation for family in families]


def quota(families, by):
    return Quota.objects.create(cohort="2025-1", area="6402", families=families, by=by.pk)


def test_a_decree_names_the_poorest_whose_papers_are_there_within_the_quota(db, dewi, citra):
    rich, poor, poorer, post = (
        *validated(1, decile=4),
        *validated(1, first=2, decile=2),
        *validated(1, first=3, decile=1),
        *validated(1, first=4, decile=1, bank="POS"),
    )
    bare = make_family("Tanpa KK", participation="validated", account="", decile=1)
    with pytest.raises(CannotConfirm, match="no quota"):
        draw_up_decree("6402", errand=1, on=TODAY, expects=None, by=dewi)
    quota(3, dewi)
    room = room_of("6402")
    assert (room.validated, room.ready, room.incomplete, room.left, room.now) == (5, 4, 1, 3, 3)
    with pytest.raises(CannotConfirm, match="directorate"):
        draw_up_decree("6402", errand=1, on=TODAY, expects=3, by=citra)
    with pytest.raises(CannotConfirm, match="3 families by now"):
        draw_up_decree("6402", errand=1, on=TODAY, expects=2, by=dewi)

    decree = draw_up_decree("6402", errand=1, on=TODAY, expects=3, by=dewi)
    assert draw_up_decree("6402", errand=1, on=TODAY, expects=3, by=dewi) == decree
    assert states(poor) == ["validated"]
    assert issue_decree(decree, letter=7, document="HRP/SK/2025/0001", by=dewi) == 3
    assert issue_decree(decree, letter=7, document="HRP/SK/2025/0001", by=dewi) == 0

    assert states(rich, poor, poorer, post, bare) == ["validated", "confirmed", "confirmed", "ready", "validated"]
    assert Family.objects.get(pk=poor.pk).confirmed_on == TODAY
    assert ParticipationMove.objects.get(family=poor.pk).document == "HRP/SK/2025/0001"
    with pytest.raises(CannotConfirm, match="used up"):
        draw_up_decree("6402", errand=2, on=TODAY, expects=None, by=dewi)
    with pytest.raises(IntegrityError, match="decree_stays_within_quota"), transaction.atomic():
        Decree.objects.create(area="6402", on=TODAY, families=4, quota=3, errand=9, by=dewi.pk)


def test_papers_that_are_waited_for_do_not_hold_a_family_up(db, dewi):
    baby, remote, remote_at_bank = validated(3, flags="papers_awaited")
    Member.objects.filter(family=baby, name="Budi").update(nik=None)
    Family.objects.filter(pk=remote.pk).update(card=None, bank="POS", channel="post")
    Member.objects.filter(family__in=[remote, remote_at_bank]).update(nik=None)
    quota(10, dewi)
    assert (room_of("6402").ready, room_of("6402").incomplete) == (2, 1)


def test_a_bank_opens_accounts_collectively(db, dewi, eko, citra, cast):
    first, second, third, _ = families = validated(4, participation="confirmed")
    with pytest.raises(CannotOpenAccounts, match="finance draws up"):
        draw_up_account_list("BRI", "64", errand=1, at=AT, by=citra)

    drawn = draw_up_account_list("BRI", "64", errand=1, at=AT, by=dewi)
    assert draw_up_account_list("BRI", "64", errand=1, at=AT, by=dewi) == drawn
    assert (drawn.families, drawn.checksum) == (4, sum(family.pk for family in families))
    text = (accounts_folder() / drawn.path).read_text(encoding="utf-8-sig")
    assert f"# checksum: {drawn.checksum}" in text
    assert f";{caretaker_of(first).nik};Ibu 1;Ibunda;1990-04-21;P;" in text
    with pytest.raises(CannotOpenAccounts, match="no family"):
        draw_up_account_list("BRI", "64", errand=2, at=AT, by=dewi)

    with pytest.raises(CannotOpenAccounts, match="second person"):
        release_account_list(drawn, on=TODAY, by=dewi)
    release_account_list(drawn, on=TODAY, by=eko)
    release_account_list(drawn, on=TODAY, by=eko)
    assert states(*families) == ["account_pending"] * 4
    assert Account.objects.get(family=first).state == "pending"

    teguh = cast["teguh"]
    told = answer(
        drawn,
        f"HRP-BK-{drawn.pk:06d}-{first.pk};;0012345678;BERHASIL;;2025-03-02",
        f";{caretaker_of(second).nik};;GAGAL;Nama tidak sesuai;",
        f"HRP-BK-{drawn.pk:06d}-{third.pk};;111111;BERHASIL;;2025-03-02",
        f"HRP-BK-{drawn.pk:06d}-{third.pk};;222222;BERHASIL;;2025-03-02",
        "HRP-BK-000001-999999;;333333;BERHASIL;;2025-03-02",
        "sesuatu yang lain sama sekali",
    )
    counted = read_account_answer(told, bank="BRI", on=TODAY, by=teguh)
    assert (counted.opened, counted.failed, counted.contested) == (1, 1, 1)
    assert states(*families) == ["ready", "account_failed", "account_pending", "account_pending"]
    opened = Account.objects.get(family=first)
    assert (opened.state, opened.number, opened.opened_on) == ("open", "0012345678", date(2025, 3, 2))
    again = read_account_answer(told, bank="BRI", on=TODAY, by=teguh)
    assert (again.opened, again.failed) == (0, 0)
    drawn.refresh_from_db()
    assert (drawn.state, drawn.opened, drawn.failed) == ("released", 1, 1)

    # The name is put right and the bank is asked once more.
    once_more = draw_up_account_list("BRI", "64", again=True, errand=3, at=AT, by=eko)
    assert (once_more.families, once_more.drawn_up_by) == (1, eko.pk)
    release_account_list(once_more, on=TODAY, by=dewi)
    assert states(second) == ["account_pending"]


def test_the_database_refuses_a_list_released_by_its_author(db, dewi):
    with pytest.raises(IntegrityError, match="account_list_has_four_eyes"), transaction.atomic():
        AccountList.objects.create(bank="BRI", errand=1, families=1, drawn_up_by=dewi.pk, released_by=dewi.pk)


def test_a_list_that_was_touched_is_not_released(db, dewi, eko):
    validated(1, participation="confirmed")
    drawn = draw_up_account_list("BRI", "", errand=1, at=AT, by=dewi)
    (accounts_folder() / drawn.path).write_text("1;2;3")
    with pytest.raises(CannotOpenAccounts, match="digest differs"):
        release_account_list(drawn, on=TODAY, by=eko)


def answer(drawn, *lines):
    path = accounts_folder() / "answer.csv"
    head = (
        f"# bank: BRI\n# original_message_id: {drawn}\nnomor_referensi;nik;nomor_rekening;status;alasan;tanggal_buka\n"
    )
    path.write_text(head + "\n".join(lines))
    return path


def test_an_answer_in_other_words_is_understood(tmp_path):
    path = tmp_path / "answer.csv"
    path.write_text(
        "NIK,No Rekening,Hasil,Keterangan Gagal\n6402062104900010,00123,sukses,\n6402062104900011,,GAGAL,apa saja\n"
    )
    told = read(path, bank="BRI").lines
    assert told["opened"].to_list() == [True, False]
    assert told["reason"].to_list() == ["", "unknown"]
    assert told["number"][0] == "00123"


def test_a_card_is_handed_over_or_says_why_not(db, yuliana, dewi, eko, cast):
    (family,) = validated(1, participation="confirmed", facilitator=yuliana.pk)
    with pytest.raises(CannotHandOver, match="no account"):
        hand_over_card(family, on=TODAY, today=TODAY, by=yuliana)
    drawn = draw_up_account_list("BRI", "", errand=1, at=AT, by=dewi)
    release_account_list(drawn, on=TODAY, by=eko)
    told = answer(drawn, f"HRP-BK-{drawn.pk:06d}-{family.pk};;0012345678;BERHASIL;;2025-03-02")
    read_account_answer(told, bank="BRI", on=TODAY, by=eko)
    family.refresh_from_db()

    note_undelivered(family, "not_found", on=TODAY, today=TODAY, by=yuliana)
    assert without_card(yuliana).get() == family
    hand_over_card(family, on=TODAY, today=TODAY, by=yuliana)
    assert not without_card(yuliana).exists()
    with pytest.raises(CannotHandOver, match="facilitator"):
        hand_over_card(family, on=TODAY, today=TODAY, by=dewi)
    with pytest.raises(CannotHandOver, match="not come yet"):
        hand_over_card(family, on=date(2025, 3, 4), today=TODAY, by=yuliana)


@pytest.mark.parametrize(
    ("families", "sizes"), [(0, ()), (9, (9,)), (27, (27,)), (41, (21, 20)), (60, (30, 30)), (100, (25, 25, 25, 25))]
)
def test_groups_are_suggested_as_even_as_can_be(families, sizes):
    assert sizes_for(families) == sizes


def test_families_of_a_village_are_grouped_and_led(db, yuliana, cast):
    families = [make_family(f"Ibu {number}", facilitator=yuliana.pk) for number in range(4)]
    make_family("Ibu lain")
    with pytest.raises(CannotGroup, match="4 families"):
        make_groups(LOA_IPUH, [3], ["Mawar"], by=yuliana)
    one, two = make_groups(LOA_IPUH, [2, 2], ["Mawar", "Melati"], by=yuliana)

    assert is_odd(2)
    assert Family.objects.filter(group__isnull=True).count() == 1
    lead = Family.objects.filter(group=one.pk).first()
    appoint_leader(one, caretaker_of(lead), by=yuliana)
    with pytest.raises(CannotGroup, match="caretaker of one"):
        appoint_leader(two, caretaker_of(lead), by=yuliana)
    assert join_group([lead], two, by=yuliana) == 1
    assert Group.objects.get(pk=one.pk).leader is None
    with pytest.raises(CannotGroup, match="called so"):
        rename_group(two, " mawar ", by=yuliana)
    with pytest.raises(CannotGroup, match="in a group already"):
        make_groups(LOA_IPUH, [1], ["Anggrek"], by=yuliana)
    assert len(families) == 4
    with pytest.raises(CannotGroup, match="coordinators"):
        rename_group(two, "Anggrek", by=cast["jumadi"])
