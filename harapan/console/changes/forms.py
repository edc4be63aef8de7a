"""What people type about a change: the fields of its kind, when it happened, on which paper; and why they decide so."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from harapan.console.areas.fields import AreaField, WithAreas
from harapan.console.changes.wording import ASKED_BY, STATES, WAITING
from harapan.registry.models import Family, Member
from harapan.registry.requests.base import Field, Kind, Subject
from harapan.registry.requests.kinds import KINDS
from harapan.registry.requests.papers import PAPERS, Paper
from harapan.ui.fields import Line, offered
from harapan.ui.words import Words, later, said

CHOOSE = Words("Pilih", "Choose")
ALL = Words("Semua", "All")
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class Ask(WithAreas):
    """A change of one kind in one family."""

    def __init__(
        self, *given: Any, kind: Kind, family: Family, members: Iterable[Member], fixed: bool = False, **options: Any
    ) -> None:
        super().__init__(*given, **options)
        self.kind = kind
        offers = [one for one in members if kind.offers(one, family, timezone.localdate())]
        if kind.subject == Subject.MEMBER and not fixed:
            about = [(one.pk, _called(one)) for one in offers]
            self.fields["member"] = forms.TypedChoiceField(
                label=str(kind.asks_who), choices=[("", str(CHOOSE)), *about], coerce=int
            )
        for one in kind.fields:
            self.fields[one.name] = field = _field(one, offers)
            if isinstance(field, AreaField):
                field.for_staff(self.staff)
        if fixed:
            return
        self.fields["on"] = forms.DateField(label=str(kind.asks_when), widget=DAY)
        self.fields["asked_by"] = forms.ChoiceField(
            label=said("Berita dari", "Who says so"), choices=offered(*ASKED_BY.items())
        )
        self.fields["because"] = forms.CharField(
            label=said("Penjelasan", "Explanation"),
            widget=forms.Textarea({"rows": 2}),
            max_length=600,
            required=False,
        )

    def add_prefix(self, field_name: str) -> str:
        """Both forms stand in one: a number of the change is not the number of its paper."""
        return f"isi-{field_name}" if field_name in OnPaper.base_fields else super().add_prefix(field_name)

    @property
    def values(self) -> dict[str, Any]:
        """What the request says, of its kind's own fields."""
        read = {one.name: self.cleaned_data.get(one.name) for one in self.kind.fields}
        return {name: value for name, value in read.items() if value not in (None, "", [])}


def _called(member: Member) -> str:
    return f"{member.name}, {member.born:%d.%m.%Y}"


def _field(one: Field, members: list[Member]) -> forms.Field:
    """The field of a form for one of a kind's fields."""
    label, hint = str(one.words), str(one.hint or "")
    common: dict[str, Any] = {"label": label, "help_text": hint, "required": one.required}
    people = [(member.pk, _called(member)) for member in members]
    if one.form == "date":
        return forms.DateField(widget=DAY, **common)
    if one.form == "number":
        return forms.IntegerField(min_value=0, max_value=100, **common)
    if one.form == "choice":
        choices = [("", str(CHOOSE)), *((code, str(words)) for code, words in one.choices)]
        return forms.ChoiceField(choices=choices, **common)
    if one.form == "member":
        return forms.TypedChoiceField(choices=[("", str(CHOOSE)), *people], coerce=int, empty_value=None, **common)
    if one.form == "members":
        return forms.TypedMultipleChoiceField(choices=people, coerce=int, widget=forms.CheckboxSelectMultiple, **common)
    if one.form in ("nik", "card"):
        return Line(max_length=16, widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}), **common)
    if one.form == "village":
        common["help_text"] = said(
            "Ketik nama desa/kelurahan, pilih dari daftar. Boleh juga kodenya, 64.72.01.1003.",
            "Type the village's name and choose it from the list; its code will do as well, 64.72.01.1003.",
        )
        return AreaField(level="village", everywhere=True, **common)
    return Line(max_length=one.longest, **common)


class OnPaper(forms.Form):
    """One paper a request rests on: which, its number and day, and a picture of it where there is one."""

    paper = forms.ChoiceField(label=later("Dokumen", "Paper"))
    number = Line(label=later("Nomor dokumen", "Number of the paper"), max_length=80, required=False)
    issued_on = forms.DateField(label=later("Tanggal dokumen", "Date of the paper"), widget=DAY, required=False)
    file = forms.FileField(
        label=later("Foto atau PDF", "Picture or PDF"),
        help_text=later("JPG, PNG atau PDF, paling besar 3 MB", "JPG, PNG or PDF, 3 MB at most"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,application/pdf"}),
    )

    def __init__(self, *given: Any, kind: Kind, **options: Any) -> None:
        super().__init__(*given, **options)
        usual = [*kind.papers, *(paper for paper in PAPERS.values() if paper not in kind.papers)]
        choices = [(paper.code, str(paper.words)) for paper in (usual if kind.papers else PAPERS.values())]
        self.fields["paper"].choices = choices  # type: ignore[attr-defined]

    @property
    def is_given(self) -> bool:
        """Whether anything was said of a paper."""
        return bool(self.cleaned_data.get("number") or self.cleaned_data.get("file"))

    @property
    def which(self) -> Paper:
        """The paper."""
        return PAPERS[self.cleaned_data["paper"]]


class Why(forms.Form):
    """Why a request is returned, refused or declined."""

    because = forms.CharField(
        label=later("Alasan", "Why"),
        widget=forms.Textarea({"rows": 2, "data-shortcut": "r"}),
        min_length=5,
        max_length=600,
    )


class Filters(WithAreas):
    """What the list is narrowed to, as it stands in the address."""

    keadaan = forms.ChoiceField(
        label=later("Keadaan", "State"),
        choices=offered(("waiting", WAITING), *STATES.items(), first=ALL),
        required=False,
    )
    jenis = forms.ChoiceField(
        label=later("Jenis", "Kind"),
        choices=offered(*((kind.name, kind.words) for kind in KINDS.values()), first=ALL),
        required=False,
    )
    wilayah = AreaField(required=False)
    keluarga = forms.IntegerField(
        label=later("Nomor keluarga", "Family number"), required=False, min_value=1, max_value=2**62
    )
    saya = forms.BooleanField(label=later("Usulan saya saja", "Only mine"), required=False)

    @property
    def wish(self) -> Mapping[str, Any]:
        """What was asked for; whatever makes no sense asks for nothing."""
        return self.cleaned_data if self.is_valid() else {}


class AsOfDay(forms.Form):
    """The day a family is looked at."""

    pada = forms.DateField(label=later("Keadaan pada", "As it was on"), widget=DAY, required=False)

    def day(self, today: date) -> date | None:
        """A day of the past, if one was chosen."""
        chosen: date | None = self.cleaned_data.get("pada") if self.is_valid() else None
        return chosen if chosen and chosen <= today else None
