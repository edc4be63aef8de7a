"""What of this desk waits for somebody: visits, reports, lists that a second person releases, cards."""

from collections.abc import Iterator

from django.urls import reverse

from harapan.console.home.items import Item
from harapan.console.stages.pipeline import Link
from harapan.intake.models import AccountList
from harapan.intake.visits.actions import may_rule
from harapan.intake.visits.queries import candidates_for, reports_waiting
from harapan.lib.english import agree
from harapan.staff.models import Staff
from harapan.ui.pages import about
from harapan.ui.words import Words


def waiting(staff: Staff) -> Iterator[Item]:
    """At most one short query for each position."""
    if staff.position == Staff.Position.FACILITATOR:
        yield from _visits(staff)
    elif may_rule(staff) and staff.area:
        yield from _reports(staff)
    elif staff.may_move_money:
        yield from _lists(staff)


def _visits(staff: Staff) -> Iterator[Item]:
    back = about(candidates_for(staff, stage="returned"))
    if back:
        yield Item(
            Words(
                f"{back} laporan kunjungan dikembalikan koordinator.",
                agree(f"{back} [report of a visit was|reports of visits were] given back.", back),
            ),
            Link(reverse("candidates:plan") + "?keadaan=returned", Words("Perbaiki", "Mend them")),
            kind="warn",
            rank=1,
        )
    to_visit = about(candidates_for(staff, stage="to_visit"))
    if to_visit:
        yield Item(
            Words(
                f"{to_visit} calon KPM belum dikunjungi.",
                agree(f"{to_visit} [candidate has|candidates have] not been visited.", to_visit),
            ),
            Link(reverse("candidates:plan") + "?keadaan=to_visit", Words("Lihat rencana", "See the plan")),
            rank=4,
        )


def _reports(staff: Staff) -> Iterator[Item]:
    reports = about(reports_waiting(staff))
    if reports:
        first = reports_waiting(staff).order_by("at").values_list("at", flat=True).first()
        yield Item(
            Words(
                f"{reports} hasil validasi menunggu konfirmasi.",
                agree(f"{reports} [validation waits|validations wait] to be confirmed.", reports),
            ),
            Link(reverse("candidates:reports"), Words("Konfirmasi", "Confirm")),
            since=first,
            rank=3,
        )


def _lists(staff: Staff) -> Iterator[Item]:
    """Lists that somebody else drew up."""
    drawn = AccountList.objects.filter(state=AccountList.State.WRITTEN).exclude(drawn_up_by=staff.pk).order_by("pk")
    for one in drawn[:3]:
        yield Item(
            Words(f"Daftar {one} menunggu dilepas ke bank.", f"List {one} waits to be released to its bank."),
            Link(reverse("candidates:account_list", args=[one.pk]), Words("Periksa", "Look at it")),
            since=one.drawn_up_at,
            rank=4,
        )
