"""Who somebody is: by user name, or by the operating-system user they are bound to."""

from harapan.lib.refusals import Refusal
from harapan.staff.models import Staff


class NobodyByThatName(Refusal):
    """There is no such staff member, or they no longer work here."""


def staff_called(username: str) -> Staff:
    """The active staff member of a user name. Raises `NobodyByThatName`."""
    staff = Staff.objects.filter(username=username, active=True).first()
    if staff is None:
        raise NobodyByThatName(
            f"tidak ada petugas bernama {username!r}: `harapan user create` menambah petugas",
            f"nobody here is called {username!r}: `harapan user create` adds staff",
        )
    return staff


def staff_of_os_user(name: str) -> Staff:
    """The active staff member bound to an operating-system user. Raises `NobodyByThatName`."""
    staff = Staff.objects.filter(os_user=name, active=True).first()
    if staff is None:
        raise NobodyByThatName(
            f"pengguna komputer {name!r} belum terikat pada petugas: `harapan user create --os-user` mengikatnya",
            f"operating-system user {name!r} is bound to nobody: `harapan user create --os-user` binds one",
        )
    return staff
