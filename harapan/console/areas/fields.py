"""The field of a form in which an area is chosen by its name; what it gives is the area's code."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils import timezone

from harapan.console.areas import queries
from harapan.staff.models import Staff
from harapan.ui.fields import Line
from harapan.ui.words import later, said


class AreaInput(forms.TextInput):
    """A line to type in, with areas offered below it: those near by at once, others as one types."""

    template_name = "console/areas/input.html"
    offered: Sequence[str] = ()
    asks: Mapping[str, str] = {}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        told = context["widget"]["attrs"]
        options = f"{told.get('id', f'id_{name}')}_daftar"
        told |= {
            "list": options,
            "autocomplete": "off",
            "hx-get": f"{reverse('areas:offered')}?{urlencode({'isian': name, **self.asks})}",
            "hx-trigger": "input changed delay:300ms",
            "hx-target": f"#{options}",
        }
        context["options"], context["offered"] = options, self.offered
        return context


class AreaField(Line):
    """An area by name or code, inside what `staff` works for; with `everywhere`, of the whole country.

    A form says who fills it in: `form.fields["area"].for_staff(staff)`. Without JavaScript the areas near by are
    offered, and a name that several have is answered with all of them to choose from.
    """

    widget = AreaInput

    def __init__(self, *, level: str = "", everywhere: bool = False, **options: Any) -> None:
        options.setdefault("label", later("Wilayah", "Area"))
        super().__init__(max_length=160, **options)
        self.level, self.everywhere = level, everywhere
        self.staff: Staff | None = None
        self.near = ""

    def for_staff(self, staff: Staff) -> None:
        """Who chooses; their own areas are what there is to choose from."""
        self.staff, self.near = None if self.everywhere else staff, staff.area
        self.widget.offered = queries.nearest(staff.area, timezone.localdate(), self.level)
        wished = {"tingkat": self.level, "semua": "1" if self.everywhere else ""}
        self.widget.asks = {name: value for name, value in wished.items() if value}

    def prepare_value(self, value: Any) -> Any:
        """A code as the name it stands for."""
        code = queries.code_in(value) if isinstance(value, str) else ""
        return queries.label_of(code, timezone.localdate()) if code else value

    def clean(self, value: Any) -> str:
        """The code of the one area that is meant; empty where nothing was typed."""
        typed = str(super().clean(value)).replace("\0", "")
        if not typed:
            return ""
        today = timezone.localdate()
        among = queries.areas_for(self.staff, today, self.level)
        code = queries.code_in(typed)
        if code and self.staff and code in (self.staff.area, *self.staff.further_areas):
            return code
        if code:
            named = among.filter(code=code)
        else:
            exactly = queries.areas_called(typed, among, near=self.near, exactly=True)
            named = exactly if exactly.exists() else queries.areas_called(typed, among, near=self.near)
        found = list(named.values_list("code", flat=True)[:2])
        if len(found) == 1 or (found and not self.everywhere and len(found[0]) < len(found[1])):
            return str(found[0])
        if not found:
            raise forms.ValidationError(
                said("Tidak ada desa/kelurahan bernama demikian.", "There is no village of that name.")
                if self.level == "village"
                else said("Tidak ada wilayah bernama demikian di wilayah Anda.", "No area of yours is called so.")
            )
        self.widget.offered = queries.labels_of(named, today)
        which = "; ".join(self.widget.offered[:5])
        raise forms.ValidationError(
            said(f"Ada beberapa, pilih salah satu: {which}.", f"There are several, choose one: {which}.")
        )


class WithAreas(forms.Form):
    """A form with areas in it, which knows who fills it in."""

    def __init__(self, *given: Any, staff: Staff, **options: Any) -> None:
        super().__init__(*given, **options)
        self.staff = staff
        for field in self.fields.values():
            if isinstance(field, AreaField):
                field.for_staff(staff)


class AreaFilter(WithAreas):
    """Nothing but the area a list is narrowed to, under the name it has in the page's address."""

    def __init__(self, query: Mapping[str, str], *, staff: Staff, name: str = "area", level: str = "") -> None:
        super().__init__(query if name in query else None, staff=staff)
        self.name = name
        self.fields[name] = field = AreaField(required=False, level=level)
        field.for_staff(staff)

    @property
    def field(self) -> forms.BoundField:
        """As the page draws it."""
        return self[self.name]

    @property
    def chosen(self) -> str:
        """The area's code; what makes no sense narrows nothing, and the field says so."""
        return str(self.cleaned_data.get(self.name, "")) if self.is_valid() else ""
