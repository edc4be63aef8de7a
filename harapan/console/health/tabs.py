"""The pages of this desk, as far as somebody has business with each."""

from django.urls import reverse

from harapan.console.covering.subject import may_look
from harapan.console.health.who import may_read
from harapan.console.health.words import DESK
from harapan.staff.models import Staff
from harapan.ui.words import Words

HOME = ("/kesehatan/", DESK)


def tabs_for(staff: Staff, here: str) -> list[tuple[str, Words, bool]]:
    """Address, words, and whether it is the page that is open."""
    offered = [
        ("index", Words("Puskesmas dan posyandu", "Health units"), may_read(staff)),
        ("coverage", Words("Siapa belum melapor", "Who has not reported"), may_look(staff)),
        ("children", Words("Anak yang perlu ditengok", "Children to see"), staff.may_see_families),
        ("prevalence", Words("Stunting menurut wilayah", "Stunting by area"), True),
    ]
    return [(reverse(f"health:{name}"), words, name == here) for name, words, shown in offered if shown]
