"""A family's way in, on one page: from the social registry to its first payment.

In Loa Ipuh live Siti with a toddler and a pupil, old Karto whose Suryati went away, and Tono who has grown rich.
Ratna draws the candidate list up, Dewi makes it; Yuliana visits, Agus confirms; Dewi decrees; Eko has the second hand.
"""

from datetime import UTC, date, datetime

import pytest

from harapan.audit.actions import verify
from harapan.entitlements.actions import open_cycle
from harapan.intake.confirmation.cards import hand_over_card
from harapan.intake.confirmation.decree import draw_up_decree, issue_decree
from harapan.intake.confirmation.groups import appoint_leader, make_groups
from harapan.intake.load_accounts import (
    accounts_folder,
    draw_up_account_list,
    read_account_answer,
    release_account_list,
)
from harapan.intake.targeting.actions import draw_up, make, set_quota
from harapan.intake.visits.actions import CannotRule, answer, begin, confirm_reports, send
from harapan.intake.visits.applying import apply_confirmed
from harapan.intake.visits.queries import last_answer_of
from harapan.payments.models import Payment
from harapan.payments.queries import status_of
from harapan.registry.models import Account, Family, Member, ParticipationMove
from harapan.registry.queries import families_by_area
from harapan.testing.make import LOA_IPUH, caretaker_of, elder, make_family, pupil, toddler
from harapan.testing.stages import scene

DAY = date(2024, 11, 4)
AT = datetime(2024, 11, 4, 9, tzinfo=UTC)


def test_from_the_list_to_the_first_payment(own_database, cast, dewi, eko):
    ratna, yuliana, agus, citra = (cast[name] for name in ("ratna", "yuliana", "agus", "citra"))
    given = scene(dewi, eko, cycle="2025-1", because="keluarga baru: sekolah belum mengenal mereka")
    law = given.edition
    siti = listed("Siti", toddler("Adi"), pupil("Budi"), by=yuliana, decile=1, number=1)
    karto = listed("Suryati", elder("Mbah Karto"), by=yuliana, decile=2, number=2)
    tono = listed("Tono", pupil("Umar"), by=yuliana, decile=3, number=3)

    # The directorate gives Kutai Kartanegara a quota; Ratna draws the list up, and Dewi makes it under a number.
    set_quota("2024-1", "6402", 3, document="SK 1/2024", by=dewi)
    lists = draw_up("2024-1", "6402", law, by=ratna)
    make(lists, digest=lists.digest, document="SK 7/2024", on=DAY, by=dewi)
    assert where(siti, karto, tono) == ["candidate"] * 3

    # Yuliana visits. Mbah Karto gets a proxy by letter and is paid at home; Tono is prosperous by now.
    first = visited(siti, yuliana, law)
    kin = {"name": "Wati", "nik": "6402064101900001", "born": "1990-01-01", "sex": "F", "letter": "KUASA/3"}
    at_home = {"who": "proxy", "proxy": kin, "channel": "post", "home_visits": True}
    second = visited(karto, yuliana, law, caretaker=at_home)
    third = visited(tono, yuliana, law, standing={"result": "prosperous", "note": "rumah baru"})
    assert [report.outcome for report in (first, second, third)] == ["eligible", "eligible", "prosperous"]

    # Yuliana cannot confirm what she found; Agus does, those with the same outcome together.
    with pytest.raises(CannotRule, match="does not confirm"):
        confirm_reports([first], by=yuliana)
    with pytest.raises(CannotRule, match="same outcome"):
        confirm_reports([first, third], by=agus)
    confirm_reports([first, second], by=agus)
    confirm_reports([third], by=agus)
    assert apply_confirmed([first.pk, second.pk, third.pk], on=DAY, by=agus) == 3
    assert where(siti, karto, tono) == ["validated", "validated", "not_eligible"]

    # Dewi decrees. Who is paid at the post is ready at once.
    decree = draw_up_decree("6402", errand=1, on=DAY, expects=2, by=dewi)
    issue_decree(decree, letter=1, document="HRP/SK-TETAP/2024/0001", by=dewi)
    assert where(siti, karto) == ["confirmed", "ready"]

    # Dewi has the bank asked for an account; Eko releases the list; BRI opens it; Yuliana hands the card over.
    drawn = draw_up_account_list("BRI", "64", errand=2, at=AT, by=dewi)
    release_account_list(drawn, on=DAY, by=eko)
    path = accounts_folder() / "answer.csv"
    path.write_text(f"nomor_referensi;nomor_rekening;status\nHRP-BK-{drawn.pk:06d}-{siti.pk};001234567890;BERHASIL\n")
    read_account_answer(path, bank="BRI", on=DAY, by=eko)
    siti.refresh_from_db()
    hand_over_card(siti, on=DAY, today=DAY, by=yuliana)
    assert where(siti) == ["ready"]

    # They meet in a group of their own, led by Siti.
    (group,) = make_groups(LOA_IPUH, [2], ["Mawar"], by=yuliana)
    appoint_leader(group, caretaker_of(siti), by=yuliana)

    # The stage opens, and both are active; it is computed, approved, ordered and paid like any other.
    open_cycle(law, by=dewi)
    assert where(siti, karto) == ["active", "active"]
    assert families_by_area("6402") == [("640206", 2)]
    given.through("close")
    paid = {payment.family: payment for payment in Payment.objects.filter(cycle="2025-1")}
    assert (paid[siti.pk].rupiah, paid[siti.pk].number) == (975_000, "001234567890")
    assert (paid[karto.pk].rupiah, paid[karto.pk].bank, paid[karto.pk].name) == (600_000, "POS", "Wati")
    assert tono.pk not in paid
    assert status_of("2025-1")["ledger"]["credited"]["rupiah"] == 1_575_000

    # Every step of Siti's way stands with its cause and its paper, and the log holds.
    way = ParticipationMove.objects.filter(family=siti.pk).order_by("pk").values_list("target", "cause", "document")
    assert list(way) == [
        ("candidate", "chosen_within_quota", "SK 7/2024"),
        ("validated", "validated", ""),
        ("confirmed", "confirmed", "HRP/SK-TETAP/2024/0001"),
        ("account_pending", "account_asked", str(drawn)),
        ("ready", "account_opened", ParticipationMove.objects.get(target="ready", cause="account_opened").document),
        ("active", "cycle_opened", "2025-1"),
    ]
    assert Account.objects.get(family=siti).state == "open"
    assert not Family.objects.visible_to(citra).exists()
    assert verify() > 20


def listed(caretaker, *members, by, decile, number):
    """A family of the social registry, with all its papers."""
    family = make_family(
        caretaker,
        *members,
        participation="listed",
        facilitator=by.pk,
        decile=decile,
        account="",
        card=f"640206010120000{number}",
        confirmed_on=None,
    )
    for place, member in enumerate(Member.objects.filter(family=family)):
        member.nik = f"64020621049000{number}{place}"
        member.save()
    if caretaker == "Suryati":
        Member.objects.filter(family=family, name="Suryati").update(born=date(1949, 1, 1), at_home=False)
    return family


def visited(family, by, law, **changes):
    """Every question answered, and sent."""
    visit = begin(Family.objects.get(pk=family.pk), by=by)
    answers = {
        "found": {"result": "found", "on": "2024-11-03"},
        "standing": {"result": "poor"},
        "household": {},
        "newcomers": {"rows": []},
        "components": {},
        "papers": {"card": "seen"},
        "caretaker": {"who": str(family.caretaker), "channel": "bank"},
        "commitment": {"signed": True, "by": "pengurus", "on": "2024-11-03"},
        **changes,
    }
    for question, value in answers.items():
        answer(visit, question, value, by=by)
    return send(visit, Family.objects.get(pk=family.pk), law, seen=last_answer_of(visit), today=DAY, by=by)


def where(*families):
    """Where they stand."""
    return [Family.objects.get(pk=family.pk).participation for family in families]
