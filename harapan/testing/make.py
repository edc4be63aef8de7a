"""Families for tests, made through the models: say what matters, the rest is plain."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from harapan.commitments.models import MonthClosing, Observation
from harapan.registry.models import Account, Family, Member, Origin, Participation
from harapan.tables.partitions import make_partition

LOA_IPUH = "6402062006"
"""A village of Kutai Kartanegara."""
BUKUAN = "6472011003"
"""A village of Samarinda, in another regency."""

QUARTER = {"toddler": 750_000, "pupil": 225_000, "student": 500_000, "elder": 600_000}
"""What each brings a family in a quarter since 2020, in rupiah."""


def toddler(name: str = "Adi", born: date = date(2022, 3, 9), **facts: Any) -> Member:
    """A child who is not at school yet."""
    return person(name, born, **facts)


def pupil(name: str = "Budi", born: date = date(2016, 5, 2), **facts: Any) -> Member:
    """A child in primary school."""
    return person(name, born, **{"school": "sd", "in_education_register": True, **facts})


def student(name: str = "Cahya", born: date = date(2008, 8, 17), **facts: Any) -> Member:
    """A child in senior secondary school."""
    return person(name, born, **{"school": "sma", "in_education_register": True, **facts})


def elder(name: str = "Datuk Hamid", born: date = date(1948, 1, 5), **facts: Any) -> Member:
    """Somebody old enough to be paid for in every year."""
    return person(name, born, **{"relation": "parent", **facts})


def person(name: str, born: date, **facts: Any) -> Member:
    """A member of no family yet."""
    return Member(**{"name": name, "born": born, "sex": "M", "relation": "child", **facts})


def make_family(
    caretaker: str = "Siti Aminah",
    *members: Member,
    village: str = LOA_IPUH,
    bank: str = "BRI",
    account: str = Account.State.OPEN,
    **facts: Any,
) -> Family:
    """A family of a caretaker and these members (one pupil when none are named), with an account unless at the post.

    `account` is its state, or '' for none. `facts` are fields of the family: active, regular, unranked otherwise.
    """
    origin, _ = Origin.objects.get_or_create(label="tests", defaults={"synthetic": True, "complete": True})
    family = Family.objects.create(
        **{
            "village": village,
            "bank": bank,
            "channel": "post" if bank == "POS" else "bank",
            "participation": Participation.ACTIVE,
            "confirmed_on": date(2020, 1, 15),
            "origin": origin,
            **facts,
        }
    )
    holder = person(caretaker, date(1990, 4, 21), sex="F", relation="head")
    for member in (holder, *(members or [pupil()])):
        member.family, member.village, member.facilitator = family, village, family.facilitator
        member.save()
    family.caretaker = holder.pk
    family.save(update_fields=["caretaker"])
    if account and bank != "POS":
        make_account(family, holder, state=account)
    return family


def make_account(family: Family, holder: Member, **facts: Any) -> Account:
    """An account at the family's bank, with a number made from the holder's."""
    return Account.objects.create(
        **{
            "family": family,
            "village": family.village,
            "facilitator": family.facilitator,
            "holder": holder.pk,
            "holder_name": holder.name,
            "bank": family.bank,
            "number": f"00{holder.pk:013d}",
            "opened_on": date(2020, 2, 1),
            **facts,
        }
    )


def make_neighbours(count: int, **facts: Any) -> list[Family]:
    """So many plain families beside the ones a test is about, each with one pupil."""
    return [make_family(f"Tetangga {number}", **facts) for number in range(1, count + 1)]


def caretaker_of(family: Family) -> Member:
    """The member who looks after the family's aid."""
    return Member.objects.get(family=family, pk=family.caretaker or 0)


def member_named(family: Family, name: str) -> Member:
    """The member of a family called so."""
    return Member.objects.get(family=family, name=name)


def make_closings(months: Sequence[date]) -> None:
    """Some months were closed before anybody was due: a stage that looks at them finds no silence to write down."""
    MonthClosing.objects.bulk_create(MonthClosing(month=month, area="", due=0, written=0) for month in months)


def make_observations(member: Member, duty: str, months: Sequence[date], *, open_: int = 20, **facts: Any) -> None:
    """What was seen of a member's duty, the same in each of some months: came every day unless said otherwise."""
    for month in months:
        make_partition("commitments_observation", month.isoformat())
        Observation.objects.create(
            **{
                "month": month,
                "member": member.pk,
                "family": member.family_id,
                "village": member.village,
                "duty": duty,
                "open": open_,
                "unexcused": 0,
                "excused": 0,
                "available": True,
                "reported": True,
                **facts,
            }
        )
