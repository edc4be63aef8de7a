"""The people of every story: who they are and what they may do. All of them are made up."""

from harapan.staff.models import Staff

Position = Staff.Position

CAST = {
    "dewi": ("Dewi Lestari", Position.NATIONAL, ""),  # draws up
    "eko": ("Eko Prasetyo", Position.FINANCE, ""),  # approves and releases
    "citra": ("Citra Wulandari", Position.REGENCY_COORDINATOR, "6403"),  # has no business elsewhere
    "agus": ("Agus Salim", Position.PROVINCE_COORDINATOR, "64"),
    "ratna": ("Ratna Sari", Position.DINSOS, "6402"),
    "hasan": ("Hasan Basri", Position.AUDITOR, ""),
}
"""User name: name, position, area."""


def the_cast(*, first: int | None = None) -> list[Staff]:
    """The whole cast; numbered from `first` on, or by the database."""
    return [
        Staff(
            pk=None if first is None else first + place,
            username=username,
            name=name,
            position=position,
            area=area,
            synthetic=True,
        )
        for place, (username, (name, position, area)) in enumerate(CAST.items())
    ]


def take_on_the_cast(*, first: int | None = None) -> None:
    """Have the whole cast on the staff; whoever is there already stays."""
    Staff.objects.bulk_create(the_cast(first=first), ignore_conflicts=True)
