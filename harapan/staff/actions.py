"""Take people on."""

from django.db import transaction

from harapan.audit.actions import Actor, record
from harapan.lib.refusals import Refusal
from harapan.staff.models import Staff


class CannotTakeOn(Refusal):
    """The person cannot be added as asked."""


@transaction.atomic(durable=True)
def take_on(
    username: str, name: str, position: str, *, by: Actor, area: str = "", os_user: str | None = None, secret: str = ""
) -> Staff:
    """Add a member of staff. User names and operating-system users belong to one person each."""
    if position not in Staff.Position.values:
        raise CannotTakeOn(
            f"tidak ada jabatan {position!r}: pilih {', '.join(Staff.Position.values)}",
            f"no position is called {position!r}: one of {', '.join(Staff.Position.values)}",
        )
    if Staff.objects.filter(username=username).exists():
        raise CannotTakeOn(
            f"nama {username!r} sudah dipakai",
            f"somebody is called {username!r} already",
        )
    if os_user and Staff.objects.filter(os_user=os_user).exists():
        raise CannotTakeOn(
            f"pengguna komputer {os_user!r} sudah terikat pada petugas lain",
            f"operating-system user {os_user!r} is bound to somebody already",
        )

    staff = Staff.objects.create(
        username=username, name=name, position=position, area=area, os_user=os_user, one_time_secret=secret
    )
    record("staff.taken_on", staff, by=by, position=position, area=area)
    return staff
