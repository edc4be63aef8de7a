"""Errands on a candidate's way in: a decree with its letter, a bank's list with its covering letter, groups."""

import pytest

from harapan.intake.models import AccountList, Decree, Quota
from harapan.letters.models import Annex, Letter
from harapan.operations import errands
from harapan.operations.errands import ask, carry_out
from harapan.registry.models import Family, Group, Member, ParticipationMove
from harapan.testing.letters import words_of
from harapan.testing.make import BUKUAN, LOA_IPUH, make_family


def asked(kind, subject, by, **details):
    """Asked for and carried out, as the worker does it."""
    errand = ask(kind, subject, by=by, **details)
    carry_out(errand)
    errand.refresh_from_db()
    return errand


def validated(caretaker, card, **facts):
    family = make_family(
        caretaker, participation="validated", card=card, account="", address="RT 2 Jalan Bendungan", decile=1, **facts
    )
    for place, member in enumerate(Member.objects.filter(family=family)):
        member.nik = f"6402062104{card[-5:]}{place}"
        member.save()
    return family


def test_from_decree_to_the_list_a_bank_gets(own_database, dewi, eko):
    rina, sari = validated("Rina Wati", "6402060101200001"), validated("Sari Dewi", "6402060101200012")
    Quota.objects.create(cohort="2025-1", area="6402", families=5, by=dewi.pk)

    decreed = asked("decree.issue", "decree:6402", dewi, on="2025-03-03", expects=2)
    assert (decreed.state, decreed.sentence_en[:27]) == ("done", "2 families are confirmed by")
    letter = Letter.objects.get(kind="confirmation")
    says, lists = words_of(letter), words_of(Annex.objects.get(letter=letter))
    assert letter.number in says
    assert "2 (dua) keluarga penerima manfaat" in says
    assert "terhitung 3 Maret 2025" in says
    assert "Rina Wati" in lists
    assert rina.card not in lists
    assert ParticipationMove.objects.get(family=rina.pk).document == letter.number
    assert Family.objects.get(pk=sari.pk).participation == "confirmed"
    assert asked("decree.issue", "decree:6402", dewi, on="2025-03-04").state == "refused"
    assert Decree.objects.count() == 1

    assert asked("accounts.draw_up", "accounts:BRI", dewi, bank="BRI").state == "done"
    drawn = AccountList.objects.get()
    own = asked("accounts.release", f"account-list:{drawn.pk}", dewi)
    assert (own.state, own.sentence_en) == ("refused", "a second person must release what you drew up")
    assert asked("accounts.release", f"account-list:{drawn.pk}", eko).state == "done"
    covering = words_of(Letter.objects.get(kind="accounts"))
    assert drawn.sha256 in covering.replace(" ", "")
    assert "Rina" not in covering


def test_groups_are_made_where_one_works(own_database, cast):
    yuliana = cast["yuliana"]
    families = [make_family(f"Ibu {number}", facilitator=yuliana.pk) for number in range(3)]
    make_family("Orang lain", village=BUKUAN)

    made = asked("groups.make", f"groups:{LOA_IPUH}", yuliana, sizes=[3], names=["Mawar"])
    assert made.state == "done"
    group = Group.objects.get()
    changed = asked("groups.change", f"group:{group.pk}", yuliana, leader=families[1].caretaker, name="Melati")
    assert changed.state == "done"
    group.refresh_from_db()
    assert (group.name, group.leader) == ("Melati", families[1].caretaker)
    elsewhere = asked("groups.make", f"groups:{BUKUAN}", yuliana, sizes=[1], names=["Anggrek"])
    assert elsewhere.state == "refused"
    with pytest.raises(errands.CannotAsk, match="may not ask"):
        ask("groups.make", f"groups:{LOA_IPUH}", by=cast["jumadi"], sizes=[1], names=["x"])
