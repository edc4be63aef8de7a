"""The pages of this desk, as far as somebody has business with each."""

from django.urls import reverse

from harapan.intake.confirmation.decree import may_decree
from harapan.intake.confirmation.groups import may_group
from harapan.intake.confirmation.queries import may_see_lists
from harapan.staff.models import Staff
from harapan.ui.words import Words


def tabs_for(staff: Staff, here: str) -> list[tuple[str, Words, bool]]:
    """Address, words, and whether it is the page that is open."""
    families = staff.may_see_families
    offered = [
        ("plan", Words("Kunjungan", "Visits"), families),
        ("reports", Words("Konfirmasi", "To confirm"), families),
        ("results", Words("Hasil", "Results"), True),
        ("decrees", Words("Penetapan", "Decrees"), families or may_decree(staff)),
        ("accounts", Words("Rekening", "Accounts"), may_see_lists(staff)),
        ("cards", Words("Kartu", "Cards"), families),
        ("groups", Words("Kelompok", "Groups"), families or may_group(staff)),
    ]
    return [(reverse(f"candidates:{name}"), words, name == here) for name, words, shown in offered if shown]
