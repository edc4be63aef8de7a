"""The desk of doubles as Wahyu, Hasan and Dewi see it."""

import pytest

from harapan.audit.models import Event
from harapan.entitlements.models import Entitlement
from harapan.intake.models import LinkageModel, Merge, Pair, PairWord
from harapan.linkage.model import load
from harapan.operations import errands
from harapan.operations.models import Errand
from harapan.registry.models import Member
from harapan.staff.access import working_as
from harapan.testing.make import BUKUAN, elder, make_family, member_named

EVIDENCE = [
    {"column": "prior", "level": "", "weight": -14.3},
    {"column": "name", "level": "same", "weight": 12.8},
    {"column": "born", "level": "turned", "weight": 10.0},
    {"column": "mother", "level": "missing", "weight": 0.0},
    {"column": "nik", "level": "different", "weight": -2.1},
    {"column": "area", "level": "village", "weight": 9.8},
]


def paired(one: Member, other: Member, **facts) -> Pair:
    one, other = sorted((one, other), key=lambda member: member.pk)
    model, _ = LinkageModel.objects.get_or_create(digest=load().digest, defaults={"version": "pkh-1", "body": {}})
    return Pair.objects.create(
        **{
            "one": one.pk,
            "other": other.pk,
            "one_family": one.family_id,
            "other_family": other.family_id,
            "village": one.village,
            "other_village": other.village,
            "weight": 16.2,
            "evidence": EVIDENCE,
            "model": model,
            **facts,
        }
    )


def hamid_twice(name: str = "Datuk Hamid", **facts) -> Pair:
    one = make_family("Siti Aminah", elder(name, nik=None), village=facts.pop("at", "6402062006"))
    other = make_family("Umar", elder(f"H. {name}<b>"), **facts)
    return paired(member_named(one, name), member_named(other, f"H. {name}<b>"))


def let_the_worker(by) -> Errand:
    errand = Errand.objects.order_by("pk").last()
    with working_as(by):
        errands.carry_out(errand)
    errand.refresh_from_db()
    return errand


@pytest.mark.usefixtures("own_database")
def test_wahyu_works_through_his_pairs_and_takes_one_back(cast, visitor):
    wahyu, sure, unsure = cast["wahyu"], hamid_twice(), hamid_twice("Datuk Salim")
    Pair.objects.filter(pk=unsure.pk).update(weight=4.2)
    far = hamid_twice("Datuk Samarinda", village=BUKUAN)
    browser = visitor(wahyu)

    page = browser.get("/kembar/").body.decode()
    assert page.index("Datuk Hamid") < page.index("Datuk Salim")
    assert "Datuk Samarinda" not in page
    assert "H. Datuk Hamid&lt;b&gt;" in page
    for words in ("2 pairs", "Very likely the same person", "day and month changed places", "+12,8", "−2,1"):
        assert words in page
    assert "Tanggal lahir" in visitor(wahyu, "id").get("/kembar/").body.decode()
    assert browser.get(f"/kembar/{far.pk}/").status_code == 404
    assert browser.post(f"/kembar/{far.pk}/putus/", {"putusan": "different"}).status_code == 404
    rows = browser.get("/kembar/unduh/csv/").body.decode()
    assert rows.count("\n") == 3

    answer = browser.post(f"/kembar/{unsure.pk}/putus/", {"putusan": "different", "kembali": "/kembar/?jenis=mirip"})
    assert (answer.status_code, answer["Location"]) == (302, f"/kembar/?jenis=mirip&terakhir={unsure.pk}")
    page = browser.get(answer["Location"]).body.decode()
    assert "It will not be asked again." in page
    assert "1 pair" in page
    again = browser.post(f"/kembar/{unsure.pk}/putus/", {"putusan": "same", "simpan": unsure.one}, HX_Request="true")
    assert "This pair was decided already" in again.body.decode()
    undone = browser.post(f"/kembar/{unsure.pk}/putus/", {"putusan": "undo"}, HX_Request="true")
    assert "Two people</button>" in undone.body.decode()

    joined = browser.post(
        f"/kembar/{sure.pk}/putus/", {"putusan": "same", "simpan": str(sure.one)}, HX_Request="true"
    ).body.decode()
    assert "Joined in a moment" in joined
    browser.post(f"/kembar/{sure.pk}/putus/", {"putusan": "same", "simpan": str(sure.one)})
    assert Errand.objects.filter(kind="pair.merge").count() == 1
    assert let_the_worker(wahyu).state == "done"
    assert Member.objects.get(pk=sure.other).same_as == sure.one
    detail = browser.get(f"/kembar/{sure.pk}/").body.decode()
    assert "Undo the merge" in detail
    assert f"Record {sure.other} was joined to {sure.one}" in detail
    assert Event.objects.filter(verb="family.opened", facts__part=f"pair {sure.pk}").count() == 2
    assert "Decided" in browser.get("/kembar/", {"tampil": "diputus"}).body.decode()

    browser.post(f"/kembar/{sure.pk}/putus/", {"putusan": "undo"})
    assert let_the_worker(wahyu).kind == "pair.part"
    assert Member.objects.get(pk=sure.other).same_as is None

    odd = {"putusan": "x" * 10_000, "simpan": "9" * 30}
    assert "Choose one decision" in browser.post(f"/kembar/{sure.pk}/putus/", odd, HX_Request="true").body.decode()
    whole = {"putusan": "same", "simpan": sure.one, "sekeluarga": "on"}
    refused = browser.post(f"/kembar/{sure.pk}/putus/", whole, HX_Request="true").body.decode()
    assert "minutes or a letter is needed" in refused
    assert browser.get(f"/kembar/{2**70}/").status_code == 404
    browser.post("/kembar/cari/", {"area": "6402", "hanya": "calon"})
    asked = Errand.objects.get(kind="pairs.search")
    assert (asked.area, asked.details) == ("6402", {"waiting": True})
    assert browser.post("/kembar/cari/", {"area": "6403"}).status_code == 403


def test_dewi_sees_what_both_families_were_paid_and_hasan_only_reads(after, cast, visitor):
    after("approve")
    wahyu, dewi, hasan = cast["wahyu"], cast["dewi"], cast["hasan"]
    paid = Entitlement.objects.filter(net__gt=0, village__startswith="6402").order_by("family")
    families = list(paid.values_list("family", flat=True)[:2])
    one, other = (Member.objects.filter(family=family).exclude(relation="head").first() for family in families)
    pair = paired(one, other)
    visitor(wahyu).post(f"/kembar/{pair.pk}/putus/", {"putusan": "same", "simpan": pair.one})
    assert "sent to the national directorate" in let_the_worker(wahyu).sentence_en
    page = visitor(wahyu).get(f"/kembar/{pair.pk}/").body.decode()
    assert "The national directorate decides" in page
    assert "Payments of both families" not in page

    assert "1 doubles in families that are both paid" in visitor(dewi).get("/").body.decode()
    page = visitor(dewi).get(f"/kembar/{pair.pk}/").body.decode()
    for words in ("Payments of both families", "1 stage was computed twice", "twice</span>"):
        assert words in page
    page = visitor(hasan).get(f"/kembar/{pair.pk}/").body.decode()
    assert "putusan" not in page
    assert visitor(hasan).post(f"/kembar/{pair.pk}/putus/", {"putusan": "different"}).status_code == 403

    visitor(dewi).post(f"/kembar/{pair.pk}/putus/", {"putusan": "same", "simpan": pair.one})
    assert let_the_worker(dewi).state == "done"
    assert Merge.objects.get().by == dewi.pk
    assert [word.by for word in PairWord.objects.order_by("pk")] == [wahyu.pk, dewi.pk]


@pytest.mark.usefixtures("own_database")
def test_an_empty_desk_says_so_and_strangers_to_families_have_no_business_there(cast, visitor):
    page = visitor(cast["ratna"]).get("/kembar/").body.decode()
    assert "This area has never been searched." in page
    assert "No pair fits these filters." in visitor(cast["ratna"]).get("/kembar/", {"jenis": "nik"}).body.decode()
    for name in ("yuliana", "andi", "teguh", "jumadi"):
        assert visitor(cast[name]).get("/kembar/").status_code == 403
