"""The world every page is walked through: four families in four places, one person in every position, one closed stage.

A is here, B is here but another facilitator's, C lives in the next regency, D in another province. Whatever is theirs
alone, names and numbers, is written so that it cannot stand in a page by chance.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from harapan.audit.actions import record
from harapan.audit.models import Event
from harapan.commitments.models import Attachment, ClaimFinding
from harapan.commitments.models import Claim as PupilClaim
from harapan.commitments.models import Report as DutyReport
from harapan.console.changes.evidence import keep
from harapan.console.reporting.months import due_month
from harapan.coordination.models import Gathering
from harapan.entitlements.models import Batch
from harapan.intake.models import (
    AccountList,
    Answer,
    CandidateList,
    Considered,
    Deliberation,
    LinkageModel,
    Pair,
    Photo,
    Proposal,
    Report,
    Row,
    Upload,
    Visit,
)
from harapan.letters.models import Annex, Letter
from harapan.meetings.models import Attendance, Draw, HomeVisit, Meeting, MeetingPhoto, Sampled, VisitFinding
from harapan.operations.letters.asking import Wish, ask
from harapan.operations.letters.making import carry_out
from harapan.operations.models import Errand
from harapan.operations.nightly import inspect_the_country
from harapan.payments.models import Payment, PaymentFile
from harapan.places.models import Facility
from harapan.registry.actions import claim_back
from harapan.registry.models import Account, ChangeRequest, Evidence, Family, Group, Member, Reassignment, RequestEvent
from harapan.sanctions.models import Alert, Case, WaiverRequest
from harapan.staff.codes import TOTP
from harapan.staff.models import Staff
from harapan.testing.cast import secret_for, the_cast
from harapan.testing.make import BUKUAN, LOA_IPUH, make_family, person, toddler
from harapan.testing.stages import CYCLE

ELSEWHERE = "7371011001"
"""A village of Makassar, in another province."""
FIRST_OF_THEM = 9_300_001
"""Numbers of the staff of this world."""

FAMILIES = {
    "A": ("Qoriyantika", "Xanderizal", LOA_IPUH),
    "B": ("Zulfahmirani", "Wirjokusuma", LOA_IPUH),
    "C": ("Yuvenalisia", "Vantriadji", BUKUAN),
    "D": ("Jumhurafiah", "Oktovaldi", ELSEWHERE),
}
"""Caretaker, child, village."""

EVERYBODY = "ABCD"
POSITIONS = {
    "national": ("", "", EVERYBODY),
    "finance": ("", "", EVERYBODY),
    "treasury": ("", "", EVERYBODY),
    "contact_centre": ("", "", EVERYBODY),
    "auditor": ("", "", EVERYBODY),
    "province_coordinator": ("64", "", "ABC"),
    "regency_coordinator": ("6402", "", "AB"),
    "data_administrator": ("6402", "", "AB"),
    "supervisor": ("6402", "", "AB"),
    "dinsos": ("6402", "", "AB"),
    "village_operator": (LOA_IPUH, "", "AB"),
    "facilitator": (LOA_IPUH[:6], "", "A"),
    "provider": (LOA_IPUH[:6], "30400001", ""),
    "bank_officer": ("", "BRI", ""),
    "local_viewer": ("6402", "", ""),
}
"""Every position: area, facility, and the families somebody posted so may see. That is the law of this test."""


@dataclass
class World:
    """What stands in addresses, for A's people and for others', and what nobody else may read."""

    people: dict[str, Staff]
    own: dict[str, Any] = field(default_factory=dict)
    foreign: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, set[str]] = field(default_factory=dict)

    def hidden_from(self, position: str) -> set[str]:
        """Names and numbers this person may never read."""
        seen = POSITIONS[position][2]
        return set().union(*(secrets for family, secrets in self.secrets.items() if family not in seen))

    def sees_everything(self, position: str) -> bool:
        return POSITIONS[position][2] == EVERYBODY


def people_of_the_world() -> dict[str, Staff]:
    """One person in every position."""
    password = the_cast()[0].password
    return {
        position: Staff(
            pk=FIRST_OF_THEM + place,
            username=f"walker_{position}",
            name=f"Walker {position.replace('_', ' ').title()}",
            position=position,
            area=area,
            facility=facility,
            password=password,
            synthetic=True,
        )
        for place, (position, (area, facility, _)) in enumerate(POSITIONS.items())
    }


def settle_the_world() -> None:
    """The families, and everybody on the staff; somebody far away too, whom nobody here may manage."""
    people = people_of_the_world()
    assert people.keys() == set(Staff.Position.values), "give the new position a line in POSITIONS"
    Staff.objects.bulk_create(people.values())
    Authenticator.objects.bulk_create(
        [Authenticator(user=one, type=TOTP, data={"secret": secret_for(one.username)}) for one in people.values()]
    )
    Staff.objects.create(
        pk=FIRST_OF_THEM + 100, username="far_away", name="Far Away", position="regency_coordinator", area="7371"
    )
    Staff.objects.create(
        pk=FIRST_OF_THEM + 101, username="near_by", name="Near By", position="facilitator", area="640206"
    )
    for place, (key, (caretaker, child, village)) in enumerate(FAMILIES.items(), start=1):
        _settle(key, place, caretaker, child, village, people["facilitator"].pk)


def _settle(key: str, place: int, caretaker: str, child: str, village: str, facilitator: int) -> None:
    family = make_family(
        caretaker,
        toddler(child, id=7_770_000_500 + place, nik=f"91876{place}0903227107"),
        person(f"{child}wati", toddler().born, id=7_770_000_600 + place, nik=f"91876{place}0903227211"),
        village=village,
        id=7_770_000_000 + place,
        card=f"91876{place}1502207403",
        facilitator=facilitator if key == "A" else facilitator + 500,
    )
    head = Member.objects.get(pk=family.caretaker or 0)
    head.nik, head.phone = f"91876{place}6104907305", f"08999777{place}001"
    head.save(update_fields=["nik", "phone"])
    Account.objects.filter(family=family).update(number=f"7799000{place}77990")


def look_around(dewi: Staff) -> World:
    """The world once its stage is closed."""
    people = {person.position: person for person in Staff.objects.filter(username__startswith="walker_")}
    world = World(people)
    letters = {village: _slips(village, dewi) for village in (LOA_IPUH, ELSEWHERE)}
    inspect_the_country()
    for place, key in enumerate(FAMILIES, start=1):
        family = Family.objects.get(pk=7_770_000_000 + place)
        world.secrets[key] = _secrets(family)
        record("family.opened", family, by=dewi)
    world.own = _things(7_770_000_001, letters[LOA_IPUH], Staff.objects.get(username="near_by"))
    world.foreign = _things(7_770_000_004, letters[ELSEWHERE], Staff.objects.get(username="far_away"))
    return world


def _pair(family: Family) -> int:
    """Two children of a family's, found alike."""
    one, other = Member.objects.filter(family=family).exclude(relation="head").order_by("pk")
    model, _ = LinkageModel.objects.get_or_create(digest="walked", defaults={"version": "walked", "body": {}})
    facts = {"village": family.village, "other_village": family.village, "weight": 12.5, "evidence": [], "model": model}
    return Pair.objects.create(
        one=one.pk, other=other.pk, one_family=family.pk, other_family=family.pk, **facts
    ).pk  # fmt: skip


def _slips(village: str, dewi: Staff) -> int:
    """A letter in which the families of a village stand by name."""
    return carry_out(ask(Wish(Letter.Kind.SLIPS, CYCLE, village), queued=False, by=dewi)).pk


def _secrets(family: Family) -> set[str]:
    """What belongs to one family: numbers and names, of its members and its account."""
    members = Member.objects.filter(family=family)
    found = {str(family.pk), str(family.card)}
    for member in members:
        found |= {member.name, str(member.nik), member.phone} | ({str(member.pk)} if member.pk > 7_000_000 else set())
    found |= set(Account.objects.filter(family=family).values_list("number", flat=True))
    return found - {"", "None"}


def _things(number: int, letter: int, staff: Staff) -> dict[str, Any]:
    """What can stand in an address, of one family and one person; what belongs to nobody is the same for all."""
    family = Family.objects.get(pk=number)
    batch, village = Batch.objects.get(cycle=CYCLE), family.village
    return {
        "family": number,
        "member": Member.objects.filter(family=family).latest("pk").pk,
        "account": Account.objects.get(family=family).pk,
        "payment": Payment.objects.get(family=number).id,
        "event": Event.objects.filter(object_type="family", object_id=str(number)).latest("pk").pk,
        "import": _list_about(family),
        "village": family.village,
        "district": family.village[:6],
        "regency": family.village[:4],
        "province": family.village[:2],
        "staff": staff.pk,
        "cycle": CYCLE,
        "letter": letter,
        "annex": Annex.objects.filter(letter=letter).latest("pk").pk,
        "number": Letter.objects.get(pk=letter).number,
        "code": Letter.objects.get(pk=letter).code,
        "batch": batch.pk,
        "run": batch.run_id,
        "file": PaymentFile.objects.filter(cycle=CYCLE).latest("pk").pk,
        "pair": _pair(family),
        **_on_the_way_in(family),
        **_request_about(family, staff),
        "errand": Errand.objects.create(kind="targeting.admit", subject=f"{number}", area=village, asked_by=0).pk,
        **_targeted(family, staff),
        **_of_sessions(family),
        **_of_school(family),
        **_claimed(family),
        **_of_unit(family),
        **_missed(family, staff),
        "gathering": Gathering.objects.create(
            area=village[:6], level="district", held_on="2025-03-04", place="Aula", theme="PKH", people=3, by=staff.pk
        ).pk,
        "reassignment": Reassignment.objects.create(
            village=village, parts=[], families=1, because="walked", by=staff.pk
        ).pk,
    }


def _missed(family: Family, staff: Staff) -> dict[str, int]:
    """A sanction proposed for a family and notified, a warning about it, and a waiver proposed for its village."""
    child = Member.objects.filter(family=family).exclude(relation="head").order_by("pk")[0]
    where = {"family": family.pk, "village": family.village, "facilitator": family.facilitator}
    Alert.objects.create(kind="decile", day="2025-07-01", looked_on="2025-05-20", **where)
    case = Case.objects.create(
        cycle=CYCLE, run=1, kind="sanction", proposed="suspend", objection_days=14, proposed_by=0, state="notified",
        notified_by=0, notified_on="2025-02-01", until="2025-02-15",
        missed=[{"member": child.pk, "duty": "school_attendance", "months": ["2024-10-01"]}], **where,
    )  # fmt: skip
    asked = WaiverRequest.objects.create(
        area=family.village, first_month="2026-01-01", last_month="2026-01-01", document="SK", because="x", by=staff.pk
    )
    return {"case": case.pk, "waiver": asked.pk}


def _claimed(family: Family) -> dict[str, int]:
    """A school of the village says that the family's child is with it; nobody has decided yet."""
    child = Member.objects.filter(family=family).exclude(relation="head").latest("pk")
    school = "30400001" if family.village == LOA_IPUH else "70400001"
    told = PupilClaim.objects.create(
        facility=school, village=family.village, service="school", name="Somebody", nik="6402060205160001",
        since="2025-03-04", by=0,
    )  # fmt: skip
    where = {"family": family.pk, "village": family.village, "facilitator": family.facilitator}
    ClaimFinding.objects.create(claim=told, member=child.pk, **where)
    return {"pupil_claim": told.pk}


def _list_about(family: Family) -> int:
    """A list somebody brought about the family's regency, in which its caretaker stands."""
    who = Member.objects.get(pk=family.caretaker or 0)
    upload = Upload.objects.create(
        kind="deaths", name="kematian.csv", sha256=f"{family.pk:064d}", size=1, form="csv", area=family.village[:4],
        as_of=who.born, uploaded_by=FIRST_OF_THEM, state="checked", headings=["NIK"], columns={"nik": 0}, rows=1,
        counts={"changed": 1},
    )  # fmt: skip
    Row.objects.create(
        upload=upload.pk, line=1, outcome="changed", member=who.pk, family=family.pk, village=family.village,
        nik=who.nik, name=who.name, before={"died_on": None}, died_on=who.born,
    )  # fmt: skip
    return upload.pk


def _request_about(family: Family, staff: Staff) -> dict[str, int]:
    """Somebody asks for another phone number of the caretaker, with a picture of a paper."""
    request = ChangeRequest.objects.create(
        family=family.pk,
        member=family.caretaker,
        village=family.village,
        facilitator=family.facilitator,
        kind="phone",
        low_risk=True,
        values={"phone": "081200001111"},
        seen={"members": {str(family.caretaker): {"phone": Member.objects.get(pk=family.caretaker or 0).phone}}},
        on="2025-03-04",
        asked_by="family",
        made_by=staff.pk,
        made_by_label=str(staff),
    )
    digest = keep(SimpleUploadedFile("ktp.pdf", b"%PDF-1.7 a paper"))
    paper = Evidence.objects.create(request=request, paper="ktp", number="1", sha256=digest, by=staff.pk)
    RequestEvent.objects.create(request=request, what="submitted", by=staff.pk, by_label=str(staff))
    claim = claim_back(family, member=None, cycle=CYCLE, amount=600_000, decision="SK 9", by=staff)
    return {"request": request.pk, "evidence": paper.pk, "claim": claim.pk}


def _of_sessions(family: Family) -> dict[str, int]:
    """A group that met once, with the family in it; and a visit to it that was drawn to be called back."""
    village, facilitator = family.village, family.facilitator
    assert facilitator is not None
    group = Group.objects.create(village=village, name="Melati")
    Family.objects.filter(pk=family.pk).update(group=group.pk)
    held = {"group": group.pk, "village": village, "facilitator": facilitator, "by": facilitator}
    meeting = Meeting.objects.create(
        session="parenting-1", held_on="2025-03-04", place="Balai", minutes=90, present=1, absent=0, excused=0, **held
    )
    where = {"family": family.pk, "village": village, "facilitator": facilitator}
    Attendance.objects.create(meeting=meeting, member=family.caretaker, came="present", **where)
    photo = MeetingPhoto.objects.create(
        meeting=meeting, kind="activity", media="image/png", content=b"", sha256="", **held
    )
    visit = HomeVisit.objects.create(
        purpose="monitoring", visited_on="2025-03-05", found="caretaker", card_with="leader", pin_with="family",
        by=facilitator, **where,
    )  # fmt: skip
    VisitFinding.objects.create(visit=visit, flags=["card"], **where)
    draw, _ = Draw.objects.get_or_create(
        area=village[:4], month="2025-03-01", defaults={"seed": "x", "percent": 10, "visits": 1, "drawn": 1, "by": 1}
    )
    sampled = Sampled.objects.create(draw=draw, visit=visit, **where)
    return {
        "session_group": group.pk,
        "meeting": meeting.pk,
        "session_photo": photo.pk,
        "home_visit": visit.pk,
        "sampled": sampled.pk,
    }


def _of_unit(family: Family) -> dict[str, Any]:
    """A post of the village that serves the family's child, and once told of its visits."""
    child, code = Member.objects.filter(family=family).latest("born"), f"POS-{family.village}"
    where = {"village": family.village, "facility": code, "service": "health"}
    Facility.objects.get_or_create(code=code, defaults={"kind": "posyandu", "name": "Pos", "village": family.village})
    Attachment.objects.create(
        member=child.pk, family=family.pk, facilitator=family.facilitator, since=child.born, because="list", **where
    )
    told = DutyReport.objects.create(month=told_of(), source="visits", digest="0", by=family.facilitator or 0, **where)
    return {"unit": code, "visits_report": told.pk, "small_child": child.pk}


def _of_school(family: Family) -> dict[str, Any]:
    """A school of the family's village that once told of a class; nobody of it is known any more."""
    code = "30400001" if family.village == LOA_IPUH else "70400001"
    school, _ = Facility.objects.get_or_create(
        code=code, defaults={"kind": "school", "level": "sd", "name": "SDN", "village": family.village}
    )
    where = {"facility": code, "village": family.village, "service": "school", "class_name": "4A", "open_days": 20}
    told = DutyReport.objects.create(month=told_of(), source="grid", digest="x", by=family.facilitator or 0, **where)
    return {"school": school.code, "month": f"{told_of():%Y-%m}", "duty_report": told.pk}


def told_of() -> date:
    """The month that schools and units are asked about; lists older than reports are closed to them."""
    return due_month(timezone.localdate())


def _on_the_way_in(family: Family) -> dict[str, int]:
    """A visit with its report and photo, a group of the village, and a bank's list: that belongs to nobody."""
    where = {"village": family.village, "facilitator": family.facilitator}
    visit = Visit.objects.create(family=family.pk, begun_by=1, **where)
    Answer.objects.create(visit=visit, question="found", value={"result": "moved", "on": "2025-01-02"}, by=1, **where)
    report = Report.objects.create(
        visit=visit, family=family.pk, outcome="moved", visited_on="2025-01-02", by=1, **where,
        found={"answers": {"found": {"result": "moved", "on": "2025-01-02"}}},
    )  # fmt: skip
    photo = Photo.objects.create(visit=visit, media="image/png", content=b"", sha256="", by=1, **where)
    told = {"state": "released", "drawn_up_by": 1, "released_by": 2, "path": "-", "sheet_path": "-"}
    drawn, _ = AccountList.objects.get_or_create(errand=1, defaults={"bank": "BRI", "families": 1, **told})
    group = Group.objects.create(village=family.village, name="Mawar").pk
    return {"report": report.pk, "photo": photo.pk, "account_list": drawn.pk, "group": group}


def _targeted(family: Family, staff: Staff) -> dict[str, int]:
    """A list that looked at a family, and a meeting that proposed it."""
    village = family.village
    lists = CandidateList.objects.create(
        cohort="2026-1", area=village[:4], stage="2026-4", quota=5, looked_at=1, chosen=1, drawn_up_by=staff.pk
    )
    facts = {"village": village, "family": family.pk, "facilitator": family.facilitator}
    Considered.objects.create(list=lists, fitting=1, place=1, **facts)
    held = Deliberation.objects.create(
        kind="musdes", village=village, held_on="2025-03-04", place="Balai", leader="Kades", by=staff.pk
    )
    proposed = Proposal.objects.create(deliberation=held, what="remove", because="mampu", by=staff.pk, **facts)
    return {"candidate_list": lists.pk, "deliberation": held.pk, "proposal": proposed.pk}
