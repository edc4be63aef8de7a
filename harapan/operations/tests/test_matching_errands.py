"""Doubles as the worker sees to them: searched, joined after a moment, sent up where both are paid, parted."""

import pytest

from harapan.entitlements.models import Entitlement
from harapan.intake.matching.actions import say
from harapan.intake.models import LinkageModel, Merge, Pair
from harapan.linkage.model import load
from harapan.operations import errands
from harapan.operations.merging import paid_twice
from harapan.registry.models import Arrears, Member, Overpayment, Withholding
from harapan.snapshots.models import Snapshot
from harapan.staff.access import working_as
from harapan.staff.models import Staff
from harapan.testing.make import elder, make_family, member_named, pupil
from harapan.testing.pages import as_web
from harapan.testing.stages import family_of


def carried_out(kind: str, subject: str, by: Staff, *, area: str = "", **details):
    with as_web(), working_as(by):
        errand = errands.ask(kind, subject, by=by, area=area, **details)
    with working_as(by):
        errands.carry_out(errand)
    errand.refresh_from_db()
    return errand


def paired(one: Member, other: Member) -> Pair:
    one, other = sorted((one, other), key=lambda member: member.pk)
    model, _ = LinkageModel.objects.get_or_create(digest=load().digest, defaults={"version": "test", "body": {}})
    return Pair.objects.create(
        one=one.pk, other=other.pk, one_family=one.family_id, other_family=other.family_id, village=one.village,
        other_village=other.village, weight=21.5, evidence=[], model=model,
    )  # fmt: skip


@pytest.mark.usefixtures("own_database")
def test_wahyu_has_his_regency_searched_joins_one_pair_and_takes_it_back(cast):
    wahyu = cast["wahyu"]
    make_family("Siti Aminah", elder("Datuk Hamid", mother_name="Saodah"), pupil("Budi"))
    make_family("Umar", elder("H. Hamid Datoek", mother_name="Saodah"), pupil("Citra"))

    searched = carried_out("pairs.search", "pairs:6402", wahyu, area="6402")
    assert (searched.state, searched.sentence_en) == ("done", "6 records compared: 3 pairs, 3 new")
    elsewhere = carried_out("pairs.search", "pairs:6403", wahyu, area="6403")
    assert (elsewhere.state, elsewhere.sentence_en) == ("refused", "this area is not yours")

    hamid = Member.objects.get(name="Datuk Hamid")
    pair = Pair.objects.get(one=hamid.pk)
    with as_web(), working_as(wahyu):
        say(pair, "same", keep=hamid.pk, by=wahyu)
        waiting = errands.ask("pair.merge", f"pair:{pair.pk}", by=wahyu, area="6402", pair=pair.pk)
        say(pair, "undo", by=wahyu)
    errands.carry_out(waiting)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.sentence_en) == ("done", "the decision was taken back: nothing was joined")

    with as_web(), working_as(wahyu):
        say(pair, "same", keep=hamid.pk, by=wahyu)
    joined = carried_out("pair.merge", f"pair:{pair.pk}", wahyu, area="6402", pair=pair.pk)
    assert (joined.state, Member.objects.get(pk=pair.other).same_as) == ("done", hamid.pk)
    type(joined).objects.filter(pk=joined.pk).update(state="running")  # its worker died after the deed
    errands.carry_out(joined)
    assert Merge.objects.count() == 1

    with as_web(), working_as(wahyu):
        say(pair, "undo", by=wahyu)
    parted = carried_out("pair.part", f"pair:{pair.pk}", wahyu, area="6402", pair=pair.pk)
    assert (parted.state, Member.objects.get(pk=pair.other).same_as) == ("done", None)


def test_two_families_paid_in_one_stage_are_decided_where_payments_are_seen(after, cast):
    after("approve")
    wahyu, dewi = cast["wahyu"], cast["dewi"]
    paid = Entitlement.objects.filter(net__gt=0, village__startswith="6402").order_by("family")
    families = list(paid.values_list("family", flat=True)[:2])
    one, other = (Member.objects.filter(family=family).exclude(relation="head").first() for family in families)
    pair = paired(one, other)
    (twice,) = paid_twice(pair)
    assert twice.less == min(twice.one, twice.other) > 0

    with as_web(), working_as(wahyu):
        say(pair, "same", keep=pair.one, by=wahyu)
    sent_up = carried_out("pair.merge", f"pair:{pair.pk}", wahyu, area="6402", pair=pair.pk)
    pair.refresh_from_db()
    assert (pair.state, pair.referred_by) == ("referred", wahyu.pk)
    assert sent_up.sentence_en == f"both families are paid in stage {twice.cycle}: sent to the national directorate"

    with as_web(), working_as(dewi):
        say(pair, "same", keep=pair.one, by=dewi)
    assert carried_out("pair.merge", f"pair:{pair.pk}", dewi, pair=pair.pk).state == "done"

    Snapshot.objects.update(taken_at="2999-01-01T00:00:00Z")  # as if the next stage had been frozen since
    with as_web(), working_as(dewi):
        say(pair, "undo", by=dewi)
    refused = carried_out("pair.part", f"pair:{pair.pk}", dewi, pair=pair.pk)
    pair.refresh_from_db()
    assert (refused.state, pair.state) == ("refused", "merged")
    assert "was frozen after the merge" in pair.sentence_en


def test_what_was_paid_twice_becomes_a_claim_and_an_undone_merge_takes_it_back(after, cast):
    after("close")
    dewi = cast["dewi"]
    one, other = (
        Member.objects.filter(family=family_of(name), relation="child").order_by("-born").first()
        for name in ("Halimah", "Aminah")
    )
    pair = paired(one, other)
    for whole in (False, True):
        with as_web(), working_as(cast["agus"]):
            say(pair, "same", keep=one.pk, by=cast["agus"])
        carried_out("pair.merge", f"pair:{pair.pk}", cast["agus"], area="64", pair=pair.pk)
        with as_web(), working_as(dewi):
            say(pair, "same", keep=one.pk, whole=whole, because="Berita acara 7", by=dewi)
        joined = carried_out("pair.merge", f"pair:{pair.pk}", dewi, pair=pair.pk)
        assert joined.state == "done", joined.sentence_en
        assert joined.sentence_en.endswith("Rp750.000 that was paid twice became a claim")
        claim = Overpayment.objects.latest("pk")
        family = one.family_id if whole else other.family_id
        assert (claim.family, claim.cause, claim.amount, claim.state) == (family, "double", 750_000, "open")

        with as_web(), working_as(dewi):
            say(pair, "undo", by=dewi)
        parted = carried_out("pair.part", f"pair:{pair.pk}", dewi, pair=pair.pk)
        assert parted.state == "done", parted.sentence_en
        claim.refresh_from_db()
        assert (claim.state, claim.left) == ("withdrawn", 0)
        Pair.objects.filter(pk=pair.pk).update(state="open", referred_by=None, decided_by=None)


@pytest.mark.usefixtures("own_database")
def test_the_family_that_is_still_owed_something_is_the_one_to_keep(cast):
    wahyu = cast["wahyu"]
    siti, sitti = (member_named(make_family(name, pupil("Budi")), name) for name in ("Siti", "Sitti"))
    pair = paired(siti, sitti)

    def joined(keep):
        with as_web(), working_as(wahyu):
            say(pair, "same", keep=keep.pk, whole=True, because="Berita acara 7", by=wahyu)
        return carried_out("pair.merge", f"pair:{pair.pk}", wahyu, area="6402", pair=pair.pk)

    home = {"family": sitti.family_id, "village": sitti.village}
    decided = {"cycle": "2025-1", "component": "primary", "decision": "SANKSI-2025-1-9"}
    owed = Arrears.objects.create(amount=225_000, **home, **decided)
    refused = joined(keep=siti)
    assert (refused.state, Member.objects.get(pk=sitti.pk).same_as) == ("refused", None)
    assert refused.sentence_en == (
        f"family {sitti.family_id} is still owed Rp225.000 of earlier stages: keep it, or wait until it is paid"
    )

    Arrears.objects.filter(pk=owed.pk).update(settled_in="2025-2")
    Withholding.objects.create(from_cycle="2025-2", decision="SANKSI-2025-1-9", by=wahyu.pk, **home)
    assert "is not settled: settle it first" in joined(keep=siti).sentence_en

    assert joined(keep=sitti).state == "done"
    assert Member.objects.get(pk=siti.pk).same_as == sitti.pk


@pytest.mark.usefixtures("own_database")
def test_what_the_registry_refuses_waits_again_with_its_reason(cast):
    wahyu = cast["wahyu"]
    pair = paired(*(member_named(make_family(name), name) for name in ("Siti", "Sitti")))
    with as_web(), working_as(wahyu):
        say(pair, "same", keep=pair.one, by=wahyu)

    refused = carried_out("pair.merge", f"pair:{pair.pk}", wahyu, area="6402", pair=pair.pk)

    pair.refresh_from_db()
    assert (refused.state, pair.state) == ("refused", "open")
    assert pair.sentence_en == refused.sentence_en
