"""The register: numbers without gaps, letters that never change, revocations that stay."""

from hashlib import sha256

import pytest
from django.db import DatabaseError, IntegrityError

from harapan import postgres
from harapan.audit.models import Event
from harapan.letters import actions
from harapan.letters.actions import CannotAsk, CannotRevoke, make, revoke
from harapan.letters.drafts import Spreadsheet
from harapan.letters.filing import Missing, fetch, letters_folder
from harapan.letters.models import Annex, Letter
from harapan.letters.press import Jammed
from harapan.letters.queries import genuine, genuine_file
from harapan.tables.parallel import each_on_its_own
from harapan.testing.databases import as_login
from harapan.testing.letters import ask_plainly, small_draft

pytestmark = pytest.mark.usefixtures("own_database")


def made(dewi, area: str = "64", **facts) -> Letter:
    return make(ask_plainly(dewi, area=area, **facts), small_draft(), by=dewi)


def test_a_made_letter_has_its_number_its_file_and_its_digest(dewi):
    letter = made(dewi)

    assert letter.number == "HRP/SLIP/2025-1/0001"
    assert letter.is_made
    assert sha256((letters_folder() / letter.path).read_bytes()).hexdigest() == letter.sha256
    assert (letters_folder() / letter.path).stat().st_mode & 0o077 == 0
    assert letters_folder().stat().st_mode & 0o077 == 0
    assert [event.verb for event in Event.objects.order_by("pk")] == ["letter.asked", "letter.made"]


def test_numbers_run_by_kind_and_year_also_when_two_are_drawn_at_once(dewi):
    waiting = [ask_plainly(dewi, area=area) for area in ("6401", "6402", "6403", "6407", "6408", "6409")]

    letters = list(each_on_its_own(lambda letter: make(letter, small_draft(), by=dewi), waiting))

    assert sorted(letter.serial for letter in letters) == [1, 2, 3, 4, 5, 6]
    assert len({letter.number for letter in letters}) == 6
    assert made(dewi, kind=Letter.Kind.RECAP).number == "HRP/REKAP/2025-1/0001"


def test_a_letter_that_jams_keeps_its_number_for_the_next_try_and_leaves_no_gap(dewi, monkeypatch):
    letter = ask_plainly(dewi, area="6402")

    def jam(*_, **__):
        raise Jammed("paper")

    with monkeypatch.context() as broken:
        broken.setattr(actions, "press", jam)
        with pytest.raises(Jammed):
            make(letter, small_draft(), by=dewi)
    letter.refresh_from_db()
    actions.fail(letter)

    again = ask_plainly(dewi, area="6402")
    assert again.pk == letter.pk
    assert make(again, small_draft(), by=dewi).number == letter.number == "HRP/SLIP/2025-1/0001"
    assert made(dewi, area="6403").serial == 2


def test_made_twice_it_is_the_same_letter(dewi):
    letter = made(dewi)

    assert make(letter, small_draft("lain"), by=dewi).sha256 == letter.sha256
    assert Letter.objects.count() == 1


def test_interrupted_before_it_was_entered_it_becomes_the_same_bytes(dewi, monkeypatch):
    letter = ask_plainly(dewi)
    with monkeypatch.context() as broken:
        broken.setattr(actions, "_entered", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            make(letter, small_draft(), by=dewi)
    [first] = [path.read_bytes() for path in letters_folder().rglob("*.pdf")]

    made_now = make(Letter.objects.get(pk=letter.pk), small_draft(), by=dewi)

    assert (letters_folder() / made_now.path).read_bytes() == first
    assert not list(letters_folder().rglob("*.part"))


@pytest.mark.parametrize("change", [{"number": "X"}, {"sha256": "0" * 64}, {"facts": {}}, {"state": "waiting"}])
def test_nobody_changes_a_made_letter(dewi, change):
    letter = made(dewi)

    with pytest.raises(IntegrityError, match="never changed"):
        Letter.objects.filter(pk=letter.pk).update(**change)


def test_nobody_removes_a_letter_or_changes_its_annexes(dewi):
    annex = Spreadsheet("Pesan", "64", ("nomor", "pesan"), [["62812", "=2+2"]])
    letter = make(ask_plainly(dewi), small_draft(annexes=[annex]), by=dewi)

    with pytest.raises(DatabaseError):
        Letter.objects.filter(pk=letter.pk).delete()
    with pytest.raises(DatabaseError, match="permission denied"):
        Annex.objects.update(title="lain")
    with as_login(postgres.address("owner").user) as owner, pytest.raises(Exception, match="never changed"):
        owner.execute("UPDATE letters_annex SET title = 'lain'")


def test_an_annex_for_machines_holds_no_formula(dewi):
    annex = Spreadsheet("Pesan", "64", ("nomor", "pesan"), [["62812", "=2+2"]])
    letter = make(ask_plainly(dewi), small_draft(annexes=[annex]), by=dewi)

    found = letter.annexes.get()
    assert fetch(found.path, found.sha256) == b"nomor,pesan\r\n62812,'=2+2\r\n"


def test_while_it_is_being_made_nobody_asks_again(dewi):
    ask_plainly(dewi)

    with pytest.raises(CannotAsk, match="being made"):
        ask_plainly(dewi)


def test_a_file_that_was_changed_on_disk_is_not_handed_out(dewi):
    letter = made(dewi)
    path = letters_folder() / letter.path
    path.write_bytes(path.read_bytes().replace(b"%PDF", b"%PDX"))

    with pytest.raises(Missing, match="changed on disk"):
        fetch(letter.path, letter.sha256)


def test_a_genuine_letter_is_known_by_number_and_code_or_by_its_bytes(dewi):
    letter = made(dewi)

    assert genuine(letter.number, letter.code).number == letter.number
    assert genuine_file(letter.sha256).number == letter.number
    assert genuine(letter.number, "0" * 16) is None
    assert genuine("HRP/SLIP/2025-1/0002", letter.code) is None
    assert genuine_file("0" * 64) is None


def test_a_revoked_letter_stays_and_says_so(dewi):
    letter, newer = made(dewi), made(dewi, area="6402")

    revoke(letter, "Salah wilayah", replaced_by=newer, by=dewi)

    assert genuine(letter.number, letter.code).revoked
    assert not genuine(newer.number, newer.code).revoked
    with pytest.raises(CannotRevoke, match="already"):
        revoke(letter, "Lagi", by=dewi)
    with as_login(postgres.address("owner").user) as owner, pytest.raises(Exception, match="never changed"):
        owner.execute("UPDATE letters_revocation SET because = 'lain'")


def test_only_who_runs_cycles_revokes_and_only_with_a_reason(dewi, citra):
    letter = made(dewi)

    with pytest.raises(CannotRevoke, match="may not revoke"):
        revoke(letter, "Salah", by=citra)
    with pytest.raises(CannotRevoke, match="reason"):
        revoke(letter, "  ", by=dewi)
    with pytest.raises(CannotRevoke, match="another letter"):
        revoke(letter, "Salah", replaced_by=letter, by=dewi)
    with pytest.raises(CannotRevoke, match="not been made"):
        revoke(ask_plainly(dewi, area="6403"), "Salah", by=dewi)
