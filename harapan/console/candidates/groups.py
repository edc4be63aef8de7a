"""Groups of a village: who is in which, who leads, who is in none, and a suggestion for them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from harapan.console.candidates import progress, words
from harapan.console.candidates.forms.cards import NewGroups
from harapan.console.candidates.queries import places_in_words, with_names
from harapan.console.candidates.tabs import tabs_for
from harapan.console.figures.queries import own_areas
from harapan.intake.confirmation.groups import FEWEST, GROUPED, MOST, is_odd, may_group, sizes_for
from harapan.lib.identifiers import dotted, undotted
from harapan.places.queries import areas_on
from harapan.registry.models import Family, Group
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.words import said

MOST_FAMILIES = 600
"""Families of a village on one page; the largest have fewer."""
MOST_VILLAGES = 300


def _grouped(staff: Staff) -> QuerySet[Family]:
    return Family.objects.visible_to(staff).filter(participation__in=GROUPED)


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def groups(request: StaffRequest) -> HttpResponse:
    """The villages of one's area; or one village with its groups."""
    if not request.staff.may_see_families:
        raise PermissionDenied
    village = undotted(request.GET.get("desa", ""))
    if not village:
        return render(request, "console/candidates/villages.html", _villages(request))
    return render(request, "console/candidates/groups.html", _village(request, village, NewGroups()))


@login_required
@require_POST
def make(request: StaffRequest, village: str) -> HttpResponse:
    """Group those of a village who are in no group."""
    if not may_group(request.staff):
        raise PermissionDenied
    form = NewGroups(request.POST)
    if not form.is_valid():
        return render(request, "console/candidates/groups.html", _village(request, village, form), status=422)
    typed = form.cleaned_data
    return _asked(request, "groups.make", f"groups:{village}", village, sizes=typed["sizes"], names=typed["names"])


@login_required
@require_POST
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a group another name or leader, or take in families."""
    group = get_object_or_404(Group.objects.visible_to(request.staff), pk=pk)
    if not may_group(request.staff):
        raise PermissionDenied
    details: dict[str, Any] = {}
    if name := request.POST.get("name", "").strip()[:120]:
        details["name"] = name
    if (leader := request.POST.get("leader", "")).isdecimal():
        details["leader"] = int(leader) or None
    if chosen := [int(one) for one in request.POST.getlist("keluarga") if one.isdecimal()]:
        details["families"] = chosen[:MOST_FAMILIES]
    return _asked(request, "groups.change", f"group:{group.pk}", group.village, **details)


def _asked(request: StaffRequest, kind: str, subject: str, village: str, **details: Any) -> HttpResponse:
    own = request.staff.pk if request.staff.position == Staff.Position.FACILITATOR else None
    there = f"{reverse('candidates:groups')}?desa={village}"
    return progress.asked(request, kind, subject, there, area=village, facilitator=own, **details)


# -- shown -----------------------------------------------------------------------------------------------------------


def _villages(request: StaffRequest) -> dict[str, Any]:
    """Where to begin: villages within a district or less, else the way down to them."""
    staff, today = request.staff, timezone.localdate()
    area = undotted(request.GET.get("area", "")) or staff.area
    if staff.position == Staff.Position.FACILITATOR:
        codes = sorted(set(_grouped(staff).values_list("village", flat=True)))
        names = dict(areas_on(today).filter(code__in=codes).values_list("code", "name"))
        found = [(code, names.get(code, dotted(code))) for code in codes]
    else:
        below = areas_on(today).filter(parent=area).order_by("name")
        found = list(below.values_list("code", "name")[:MOST_VILLAGES])
    return {
        "below": [(code, name, len(code) == len("6402061002")) for code, name in found],
        "tabs": tabs_for(staff, "groups"),
        "crumbs": [("/calon/", words.DESK), (reverse("candidates:groups"), said("Kelompok", "Groups"))],
    }


def _village(request: StaffRequest, village: str, form: NewGroups) -> dict[str, Any]:
    today, staff = timezone.localdate(), request.staff
    if not (village.isdecimal() and len(village) == len("6402061002")):
        raise Http404
    families = list(
        with_names(_grouped(staff)).filter(village=village).order_by("group", "address", "pk")[:MOST_FAMILIES]
    )
    theirs = {family.group for family in families if family.group}
    here = list((Group.objects.visible_to(staff) | Group.objects.filter(pk__in=theirs)).filter(village=village))
    here.sort(key=lambda group: (group.name, group.pk))
    if not families and not here and not any(village.startswith(own) for own in own_areas(staff)):
        raise Http404
    alone = [family for family in families if family.group is None]
    sizes = sizes_for(len(alone))
    if not form.is_bound:
        form.initial = {"sizes": ", ".join(map(str, sizes)), "name": said("Kelompok", "Group")}
    facilitators = {family.facilitator for family in families if family.facilitator}
    names = dict(Staff.objects.filter(pk__in=facilitators).values_list("pk", "name"))
    place = places_in_words([village], today)[village]
    return {
        "village": village,
        "place": place,
        "groups": [_shown(group, [one for one in families if one.group == group.pk], names) for group in here],
        "alone": alone,
        "sizes": sizes,
        "odd": any(is_odd(size) for size in sizes),
        "fewest": FEWEST,
        "most": MOST,
        "form": form,
        "arranges": may_group(staff),
        "progress": progress.last_asked(staff, "groups"),
        "tabs": tabs_for(staff, "groups"),
        "crumbs": [
            ("/calon/", words.DESK),
            (reverse("candidates:groups"), said("Kelompok", "Groups")),
            ("", place[0]),
        ],
    }


def _shown(group: Group, families: list[Any], names: dict[int, str]) -> dict[str, Any]:
    leads = next((one.caretaker_name for one in families if one.caretaker == group.leader), "")
    return {
        "group": group,
        "families": families,
        "leader": leads,
        "facilitators": sorted({names[one.facilitator] for one in families if one.facilitator in names}),
        "odd": is_odd(len(families)),
    }
