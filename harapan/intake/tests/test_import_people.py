"""Lists that bring families: whole families or none, candidates made and unmade, and a bank's answers."""

from datetime import date

import pytest

from harapan.intake.imports import actions
from harapan.intake.imports.actions import CannotImport
from harapan.intake.models import AccountLine, AccountList
from harapan.places.models import Area
from harapan.registry.models import Account, Family, Member, ParticipationMove
from harapan.testing.lists import bring_rows, fates, read_in_this_process  # noqa: F401
from harapan.testing.make import BUKUAN, LOA_IPUH, make_account, make_family, person

pytestmark = pytest.mark.usefixtures("db", "read_in_this_process")

HEAD = ("No KK", "NIK", "Nama Lengkap", "Tgl Lahir", "JK", "SHDK", "Kode Desa", "Desil", "Pengurus")
CARD, OTHER = "6402061502220001", "6402061502220002"
RINA, DODI, SARI = "6402065203880001", "6402060704150001", "6402065203880002"
DOTTED = "64.02.06.2006"


def row(card, nik, name, born="", sex="", **rest):
    return (card, nik, name, born, sex, rest.get("relation", ""), rest.get("village", DOTTED), rest.get("decile", 1),
            rest.get("caretaker", ""))  # fmt: skip


FAMILY = [
    row(CARD, RINA, "Rina Wati", caretaker="ya", relation="Istri"),
    row(CARD, DODI, "Dodi", "7 April 2015", "L", relation="Anak Kandung"),
]


@pytest.fixture
def wahyu(cast):
    """Keeps the data of Kutai Kartanegara."""
    return cast["wahyu"]


def test_a_family_comes_as_a_candidate_with_its_members_and_goes_without_a_trace_but_its_steps(wahyu, dewi):
    make_family("Tetangga", bank="BNI")
    there = set(Family.objects.values_list("pk", flat=True))
    upload = bring_rows("candidates", HEAD, FAMILY, wahyu, document="SK 12/2022")

    assert fates(upload) == ["new", "new"]
    assert set(Family.objects.values_list("pk", flat=True)) == there, "a dry run touches nobody"
    actions.apply(upload, by=wahyu)

    family = Family.objects.exclude(pk__in=there).get()
    members = {one.name: one for one in Member.objects.filter(family=family)}
    assert (family.participation, family.card, family.village) == ("candidate", CARD, LOA_IPUH)
    assert (family.decile, family.bank, family.caretaker) == (1, "BNI", members["Rina Wati"].pk)
    assert (members["Rina Wati"].born, members["Rina Wati"].sex) == (date(1988, 3, 12), "F"), "as the NIK says"
    assert (members["Dodi"].born, members["Dodi"].relation) == (date(2015, 4, 7), "child")
    steps = ParticipationMove.objects.filter(family=family.pk).order_by("pk").values_list("target", "document")
    assert list(steps) == [("listed", "SK 12/2022"), ("candidate", "SK 12/2022")]

    actions.undo(upload, because="salah daftar", by=wahyu)

    assert set(Family.objects.values_list("pk", flat=True)) == there
    assert not Member.objects.filter(nik=RINA).exists()


def test_a_family_one_of_whose_rows_is_damaged_waits_whole(wahyu):
    rows = [*FAMILY, row(CARD, "6,4E+15", "Bayi", "1/1/2022", "P"), row(OTHER, SARI, "Sari"), row("", SARI, "Sari")]

    upload = bring_rows("candidates", HEAD, rows, wahyu)

    assert fates(upload) == [
        "damaged with_damaged",
        "damaged with_damaged",
        "damaged nik_scientific",
        "new",
        "doubled same_again",
    ]


def test_who_is_registered_becomes_a_candidate_once_and_others_of_the_card_are_asked_about(wahyu):
    family = make_family("Rina Wati", card=CARD, participation="listed", confirmed_on=None, account="")
    Member.objects.filter(pk=family.caretaker).update(nik=RINA, born=date(1988, 3, 12))
    active = make_family("Sari", card=OTHER)
    Member.objects.filter(pk=active.caretaker).update(nik=SARI)
    rows = [*FAMILY, row(OTHER, SARI, "Sari", decile="")]

    upload = bring_rows("candidates", HEAD, rows, wahyu)
    actions.apply(upload, by=wahyu)

    assert fates(upload) == ["changed", "conflict not_in_family", "unchanged already"]
    family.refresh_from_db()
    assert (family.participation, family.decile) == ("candidate", 1)
    actions.undo(upload, because="keliru", by=wahyu)
    family.refresh_from_db()
    assert (family.participation, family.decile) == ("listed", None)


def test_a_family_found_by_its_people_alone_is_moved_and_re_ranked_though_its_card_is_new(wahyu):
    family = make_family("Rina Wati", card=OTHER, participation="listed", confirmed_on=None, account="", decile=3)
    Member.objects.filter(pk=family.caretaker).update(nik=RINA, born=date(1988, 3, 12))
    single = make_family("Sari", participation="removed", confirmed_on=None, account="", decile=3)
    Member.objects.filter(pk=single.caretaker).update(nik=SARI, born=date(1988, 3, 12))
    rows = [row(CARD, RINA, "Rina Wati", decile=2), row("", SARI, "Sari", decile="")]

    upload = bring_rows("candidates", HEAD, rows, wahyu)
    actions.apply(upload, by=wahyu)

    upload.refresh_from_db()
    assert (fates(upload), upload.changed, upload.left_out) == (["changed", "changed"], 2, 0)
    now = Family.objects.order_by("pk").values_list("participation", "decile")
    assert list(now) == [("candidate", 2), ("candidate", 3)]


def test_somebody_who_lives_elsewhere_stands_in_the_way_without_being_named(wahyu):
    far = make_family("Rina Wati", village=BUKUAN)
    Member.objects.filter(pk=far.caretaker).update(nik=RINA)

    upload = bring_rows("candidates", HEAD, [*FAMILY, row(OTHER, SARI, "Sari", village="64.72.01.1003")], wahyu)

    assert fates(upload) == ["conflict nik_in_use", "conflict with_disputed", "outside outside"]


def test_nothing_is_undone_once_a_family_has_gone_further(wahyu):
    upload = bring_rows("candidates", HEAD, [*FAMILY, row(OTHER, SARI, "Sari")], wahyu)
    actions.apply(upload, by=wahyu)
    family = Family.objects.get(card=OTHER)
    make_account(family, Member.objects.get(nik=SARI))

    with pytest.raises(CannotImport, match=str(family.pk)):
        actions.undo(upload, because="keliru", by=wahyu)

    assert Family.objects.filter(card=CARD).exists()


def test_families_of_the_registry_are_listed_and_villages_found_by_name(wahyu):
    for code, level, name, parent in (
        ("64", "province", "Kalimantan Timur", ""),
        ("6402", "regency", "Kabupaten Kutai Kartanegara", "64"),
        ("640206", "district", "Tenggarong", "6402"),
        (LOA_IPUH, "village", "Loa Ipuh", "640206"),
    ):
        Area.objects.create(code=code, level=level, name=name, parent=parent)
    head = ("No KK", "NIK", "Nama", "Kecamatan", "Desa/Kelurahan")
    rows = [
        (CARD, RINA, "Rina Wati", "Kec. Tenggarong", "Desa LOA IPUH"),
        (OTHER, SARI, "Sari", "Tenggarong", "Nirwana"),
    ]

    upload = bring_rows("families", head, rows, wahyu)
    actions.apply(upload, by=wahyu)

    assert fates(upload) == ["new", "damaged village_unknown"]
    assert Family.objects.get(card=CARD).participation == "listed"


def test_a_bank_answers_those_who_wait_for_it_and_a_second_person_applies(wahyu, dewi, eko):
    family, failed = (make_family(name, participation="account_pending", account="") for name in ("Rina", "Sari"))
    sent = AccountList.objects.create(
        bank="BRI", errand=1, families=2, path="-", sha256="-", sheet_path="-", sheet_sha256="-",
        drawn_up_by=dewi.pk, released_by=eko.pk, state="released",
    )  # fmt: skip
    for one, nik in ((family, RINA), (failed, SARI)):
        Member.objects.filter(pk=one.caretaker).update(nik=nik)
        holder = Member.objects.get(nik=nik)
        AccountLine.objects.create(list=sent, family=one.pk, village=one.village, holder=holder.pk, name=holder.name)
        Account.objects.create(family=one, village=one.village, holder=holder.pk, holder_name=holder.name, bank="BRI",
                               number="", state="pending")  # fmt: skip
    head = ("NIK", "No. Rekening", "Status", "Keterangan")
    rows = [
        (RINA, "001234567890123", "Berhasil", ""),
        (SARI, "", "Gagal", "nama berbeda"),
        (DODI, "001234567890124", "Berhasil", ""),
        (RINA[:-1] + "9", "", "Berhasil", ""),
    ]

    upload = bring_rows("accounts", head, rows, eko, bank="BRI")
    assert fates(upload) == ["changed", "changed", "unknown not_waiting", "damaged number_missing"]
    with pytest.raises(CannotImport, match="second person"):
        actions.apply(upload, by=eko)
    actions.apply(upload, by=dewi)

    states = {one.pk: one.participation for one in Family.objects.filter(pk__in=[family.pk, failed.pk])}
    assert states == {family.pk: "ready", failed.pk: "account_failed"}
    assert Account.objects.get(family=family).number == "001234567890123"
    with pytest.raises(CannotImport, match="not taken back"):
        actions.undo(upload, because="keliru", by=dewi)


def test_a_nik_that_came_into_use_since_the_dry_run_leaves_its_family_out(wahyu):
    upload = bring_rows("candidates", HEAD, [*FAMILY, row(OTHER, SARI, "Sari")], wahyu)
    late = make_family("Dodi", person("Lain", date(2015, 4, 7)))
    Member.objects.filter(pk=late.caretaker).update(nik=DODI)

    actions.apply(upload, by=wahyu)

    upload.refresh_from_db()
    assert (upload.changed, upload.left_out) == (1, 2)
    assert not Family.objects.filter(card=CARD).exists()
