"""A change goes its way through the pages, under the login that row-level security binds."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from harapan.audit.models import Event
from harapan.operations import errands
from harapan.operations.errands import changes
from harapan.operations.models import Errand
from harapan.places.models import Area
from harapan.registry.models import ChangeRequest, Family, Member
from harapan.snapshots.models import Snapshot
from harapan.testing.make import BUKUAN, elder, make_family, member_named, pupil, student, toddler

PICTURE = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture
def family(own_database, cast):
    """Stage 2025-1 is frozen; what changes now counts from 2025-2."""
    facts = {"digest": "", "families": 0, "members": 0, "observations": 0, "taken_by": cast["dewi"].pk}
    Snapshot.objects.create(cycle="2025-1", folder="2025-1", **facts)
    return make_family(
        "Aminah",
        pupil("Budi"),
        student("Sari", sex="F"),
        toddler("Adi"),
        elder("Datuk Hamid"),
        facilitator=cast["yuliana"].pk,
    )


def today():
    return timezone.localdate().isoformat()


def death_of(member, **more):
    facts = {"member": member.pk, "on": today(), "asked_by": "family", "paper": "death", "number": "474.3/12"}
    return {**facts, **more}


def test_from_the_familys_page_to_the_registry_and_its_history(family, visitor, cast, monkeypatch):
    monkeypatch.setattr(changes, "UNDO_WITHIN", timedelta(0))
    datuk, yuliana, ratna = member_named(family, "Datuk Hamid"), visitor(cast["yuliana"]), visitor(cast["ratna"])
    assert b"Ask for a change" in yuliana.get(f"/keluarga/{family.pk}/").body
    page = f"/perubahan/keluarga/{family.pk}/baru/"
    assert b"Death of a member" in yuliana.get(page).body

    foreseen = yuliana.post(f"{page}death/", death_of(datuk, lihat=1)).body.decode()
    assert "-Rp600.000" in foreseen or "−Rp600.000" in foreseen
    assert not ChangeRequest.objects.exists()
    picture = SimpleUploadedFile("akta.jpg", PICTURE)
    yuliana.post(f"{page}death/", death_of(datuk, kirim=1, file=picture))
    request = ChangeRequest.objects.get()
    assert (request.state, request.difference) == ("submitted", -600_000)

    assert b"Your request" in yuliana.get(f"/perubahan/{request.pk}/").body
    assert b"1 request for a change waits" in ratna.get("/").body
    queue = ratna.get("/perubahan/antrean/").body.decode()
    assert "Datuk Hamid" in queue
    assert 'data-key="a"' in queue
    paper = request.evidence.get()
    assert ratna.get(f"/perubahan/{request.pk}/bukti/{paper.pk}/").body == PICTURE
    answer = ratna.post(f"/perubahan/{request.pk}/setujui/", {"dari": "antrean"})
    assert answer.url == f"/perubahan/antrean/?baru={request.pk}"
    errands.carry_out(Errand.objects.get())

    assert Member.objects.get(pk=datuk.pk).died_on == timezone.localdate()
    history = visitor(cast["yuliana"]).get(f"/perubahan/keluarga/{family.pk}/", {"pada": today()}).body.decode()
    assert "Died on" in history
    assert f"/perubahan/{request.pk}/" in history
    assert "Ratna Sari" in history
    assert {"request.opened", "request.approved", "request.applied"} <= set(
        Event.objects.values_list("verb", flat=True)
    )


def test_a_caretaker_who_died_is_followed_by_somebody_grown_with_an_account(family, visitor, cast, monkeypatch):
    monkeypatch.setattr(changes, "UNDO_WITHIN", timedelta(0))
    yuliana, ratna = visitor(cast["yuliana"]), visitor(cast["ratna"])
    page = f"/perubahan/keluarga/{family.pk}/baru/"

    def ask(kind, **typed):
        yuliana.post(f"{page}{kind}/", {"on": today(), "asked_by": "family", "number": "12/KK", "kirim": 1, **typed})
        request = ChangeRequest.objects.latest("pk")
        ratna.post(f"/perubahan/{request.pk}/setujui/")
        errands.carry_out(Errand.objects.latest("pk"))
        request.refresh_from_db()
        return request

    died = {"on": today(), "asked_by": "family", "paper": "death", "lihat": 1}
    assert b"Aid is held until a successor" in yuliana.post(f"{page}caretaker_died/", died).body
    over = ratna.get(f"/perubahan/{ask('caretaker_died', paper='death').pk}/").body.decode()
    assert "<dd>Aminah</dd>" in over
    assert "no living caretaker" not in over
    assert "<h2>Decision</h2>" not in over
    assert b"The caretaker died on" in yuliana.get(f"/keluarga/{family.pk}/").body
    asked = yuliana.get(f"{page}caretaker/").body.decode()
    assert "Datuk Hamid" in asked
    assert "Budi" not in asked

    ask("caretaker", paper="kk", reason="died", member=member_named(family, "Datuk Hamid").pk)
    account = ask("new_account", paper="bank_book", **{"isi-number": "001234567890"})

    assert (account.state, account.values) == ("applied", {"number": "001234567890"})
    assert account.evidence.get().number == "12/KK"
    assert b"The caretaker died on" not in yuliana.get(f"/keluarga/{family.pk}/").body


def test_who_split_off_is_named_afterwards(family, visitor, cast, monkeypatch):
    monkeypatch.setattr(changes, "UNDO_WITHIN", timedelta(0))
    ratna, page = visitor(cast["ratna"]), f"/perubahan/keluarga/{family.pk}/baru/split/"
    typed = {"on": today(), "asked_by": "family", "paper": "kk", "number": "9", "card": "6402061502230009"}
    visitor(cast["yuliana"]).post(page, {**typed, "members": [member_named(family, "Datuk Hamid").pk], "kirim": 1})
    address = f"/perubahan/{ChangeRequest.objects.get().pk}/"
    assert b"Number of the new card: \xc2\xb7\xc2\xb7" in ratna.get(address).body

    ratna.post(f"{address}setujui/")
    errands.carry_out(Errand.objects.get())

    assert b"<strong>Datuk Hamid</strong>" in ratna.get(address).body


def test_an_approval_is_taken_back_within_ten_seconds_and_pages_that_are_stale_say_so(family, visitor, cast):
    datuk, ratna = member_named(family, "Datuk Hamid"), visitor(cast["ratna"])
    visitor(cast["yuliana"]).post(f"/perubahan/keluarga/{family.pk}/baru/death/", death_of(datuk, kirim=1))
    request = ChangeRequest.objects.get()

    ratna.post(f"/perubahan/{request.pk}/setujui/", {"dari": "antrean"})
    assert b"Take back (U)" in ratna.get("/perubahan/antrean/", {"baru": request.pk}).body
    ratna.post(f"/perubahan/{request.pk}/setujui/")
    ratna.post(f"/perubahan/{request.pk}/batalkan/", {"dari": "antrean"})
    assert ChangeRequest.objects.get().state == "submitted"
    assert ratna.post(f"/perubahan/{request.pk}/tolak/", {"because": ""}).status_code == 422
    Member.objects.filter(pk=datuk.pk).update(died_on=timezone.localdate() - timedelta(days=3))

    assert b"changed since asked" in ratna.get(f"/perubahan/{request.pk}/").body
    ratna.post(f"/perubahan/{request.pk}/setujui/")
    assert ChangeRequest.objects.get().state == "submitted"
    ratna.post(f"/perubahan/{request.pk}/kembalikan/", {"because": "sudah tercatat"})
    assert ChangeRequest.objects.get().state == "returned"
    assert b"1 of your requests came back" in visitor(cast["yuliana"]).get("/").body


def test_bad_input_changes_nothing_and_strangers_see_nothing(family, visitor, cast):
    budi, yuliana = member_named(family, "Budi"), visitor(cast["yuliana"])
    page = f"/perubahan/keluarga/{family.pk}/baru"
    bad = [
        ("death", death_of(budi, kirim=1, on="2999-01-01")),
        ("death", death_of(budi, kirim=1, number="")),
        ("death", death_of(budi, kirim=1, file=SimpleUploadedFile("akta.jpg", b"<script>"))),
        ("death", death_of(budi, kirim=1, because="x" * 10_000)),
        ("identity", death_of(budi, kirim=1, nik="1.64E+15")),
        ("identity", death_of(budi, kirim=1, name="B" * 10_000)),
        ("move", {"on": today(), "asked_by": "family", "village": "9999999999", "address": "x", "kirim": 1}),
        ("decile", {"on": today(), "asked_by": "family", "decile": "-3", "kirim": 1}),
    ]
    for kind, typed in bad:
        answer = yuliana.post(f"{page}/{kind}/", typed)
        assert answer.status_code == 422, kind
    assert not ChangeRequest.objects.exists()

    yuliana.post(f"{page}/identity/", death_of(budi, kirim=1, paper="ktp", name="<script>alert(1)</script>"))
    request = ChangeRequest.objects.get()
    assert b"<script>alert" not in visitor(cast["ratna"]).get(f"/perubahan/{request.pk}/").body
    for name in ("citra", "jumadi"):
        stranger = visitor(cast[name])
        assert stranger.get(f"/perubahan/{request.pk}/").status_code == 404
        assert stranger.get(f"/perubahan/keluarga/{family.pk}/").status_code == 404
        assert b"No requests here yet" in stranger.get("/perubahan/").body
    assert visitor(cast["andi"]).get("/perubahan/").status_code == 403
    assert visitor(cast["hasan"]).post(f"/perubahan/{request.pk}/setujui/").status_code == 403
    assert ChangeRequest.objects.get().state == "submitted"


def test_low_risk_requests_of_one_kind_are_approved_together(family, visitor, cast):
    other = make_family("Budiarti", pupil("Candra"), facilitator=cast["yuliana"].pk)
    yuliana, ratna = visitor(cast["yuliana"]), visitor(cast["ratna"])
    for one in (family, other):
        mother = Member.objects.get(pk=one.caretaker)
        typed = {"member": mother.pk, "on": today(), "asked_by": "family", "phone": "081234567890", "kirim": 1}
        yuliana.post(f"/perubahan/keluarga/{one.pk}/baru/phone/", {**typed, "paper": "ktp"})
    found = list(ChangeRequest.objects.values_list("pk", flat=True))
    assert b"Approve the chosen" in ratna.get("/perubahan/antrean/", {"jenis": "phone"}).body

    ratna.post("/perubahan/antrean/setujui/", {"usulan": found, "jenis": "phone"})

    assert set(ChangeRequest.objects.values_list("state", flat=True)) == {"approved"}
    assert Errand.objects.count() == 2
    rows = ratna.get("/perubahan/unduh.csv").body.decode()
    assert "Phone number" in rows
    assert "0812" not in rows


def test_a_move_is_seen_and_accepted_by_the_new_area_without_its_data_before(family, visitor, cast, monkeypatch):
    monkeypatch.setattr(changes, "UNDO_WITHIN", timedelta(0))
    Area.objects.create(code=BUKUAN, level="village", name="Bukuan", parent=BUKUAN[:6])
    Area.objects.create(code=BUKUAN[:6], level="district", name="Palaran", parent=BUKUAN[:4])
    typed = {"on": today(), "asked_by": "family", "village": "64.72.01.1003", "address": "Jl. Baru", "kirim": 1}
    visitor(cast["yuliana"]).post(
        f"/perubahan/keluarga/{family.pk}/baru/move/", {**typed, "paper": "kk", "number": "6402"}
    )
    request = ChangeRequest.objects.get()
    assert request.to_village == BUKUAN
    dossier = visitor(cast["ratna"]).get(f"/perubahan/{request.pk}/").body.decode()
    assert dossier.count("Bukuan, Palaran") == 2  # where to, and old beside new
    assert dossier.count("(64.72.01.1003)") == 2

    visitor(cast["ratna"]).post(f"/perubahan/{request.pk}/setujui/")
    errands.carry_out(Errand.objects.get())
    assert ChangeRequest.objects.get().state == "handed_over"
    dewi = visitor(cast["dewi"])
    dewi.post(f"/perubahan/{request.pk}/terima/")
    errands.carry_out(Errand.objects.latest("pk"))

    assert ChangeRequest.objects.get().state == "applied"
    assert Family.objects.get(pk=family.pk).village == BUKUAN
    assert visitor(cast["yuliana"]).get(f"/keluarga/{family.pk}/").status_code == 404
    mine = visitor(cast["yuliana"]).get(f"/perubahan/{request.pk}/").body.decode()
    assert "Written down" in mine
    assert "Aminah" not in mine
