"""What every question of a visit is: a form that knows whom it asks about, and what is kept of the answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from django import forms

from harapan.intake.visits.finding import Person
from harapan.lib.dates import years_between
from harapan.lib.identifiers import is_nik, nik_agrees
from harapan.registry.words import RELATIONS
from harapan.ui.fields import Line, offered
from harapan.ui.words import Words, later, said

SEXES: Final = {"F": Words("Perempuan", "Female"), "M": Words("Laki-laki", "Male")}


@dataclass(frozen=True)
class Asked:
    """Whom a question is about, and on which day it is asked."""

    persons: Sequence[Person]
    today: date
    has_card: bool = True

    @property
    def here(self) -> list[Person]:
        return [person for person in self.persons if person.lives_here]


def day_field(label: object, **options: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)  # type: ignore[arg-type]


def radio(label: object, choices: Iterable[tuple[str, object]], **options: Any) -> forms.ChoiceField:
    widget = forms.RadioSelect
    return forms.ChoiceField(label=label, choices=offered(*choices), widget=widget, **options)  # type: ignore[arg-type]


class Question(forms.Form):
    """One screen. `value` is what is kept of a valid form; `shown_as` puts what is kept back into one."""

    def __init__(self, asked: Asked, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked = asked
        self.furnish()

    def furnish(self) -> None:
        """Add the fields that depend on who is there."""

    @classmethod
    def shown_as(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        """Initial values for what was answered before."""
        return dict(value)

    @property
    def value(self) -> dict[str, Any]:
        """The answer as it is kept."""
        return {name: plain(value) for name, value in self.cleaned_data.items()}

    @property
    def groups(self) -> list[tuple[object, list[forms.BoundField]]]:
        """Fields under the person they are about; none where the question is about the family."""
        return []


def plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def refuse_ahead(form: Question, name: str) -> None:
    day = form.cleaned_data.get(name)
    if day and day > form.asked.today:
        form.add_error(name, said("Tanggal itu belum tiba.", "That day has not come yet."))


class OfPersons(Question):
    """A question with the same fields for each person."""

    each: ClassVar[tuple[str, ...]] = ()

    @property
    def groups(self) -> list[tuple[object, list[forms.BoundField]]]:
        return [
            (heading(person, self.asked.today), [self[name] for name in self._names(person) if name in self.fields])
            for person in self.persons()
        ]

    def persons(self) -> list[Person]:
        """Whom it asks about."""
        return self.asked.here

    def _names(self, person: Person) -> list[str]:
        return [f"{name}_{person.key}" for name in self.each]

    @classmethod
    def shown_as(cls, value: Mapping[str, Any]) -> dict[str, Any]:
        return {f"{name}_{key}": told for key, row in value.items() for name, told in row.items()}

    @property
    def value(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            person.key: {
                name: plain(typed[f"{name}_{person.key}"]) for name in self.each if f"{name}_{person.key}" in typed
            }
            for person in self.persons()
        }


def heading(person: Person, today: date) -> str:
    relation = RELATIONS.get(person.relation)
    told = f", {said(relation.id, relation.en)}" if relation else ""
    age = years_between(person.born, today)
    return f"{person.name}{told}, {said(f'{age} tahun', f'aged {age}')}"


def nik_field() -> Line:
    return Line(
        label="NIK",
        help_text=later("16 angka seperti di KTP atau KK. Kosongkan bila belum ada.", "16 digits. Empty if none yet."),
        required=False,
        max_length=16,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


def check_nik(form: Question, name: str, born: date | None, sex: str) -> None:
    """By form only, and against the birth it names: whether such a person exists is for Dukcapil to say."""
    nik = form.cleaned_data.get(name, "")
    if not nik:
        return
    if not is_nik(nik):
        form.add_error(name, said("Bukan NIK: 16 angka.", "No NIK: 16 digits."))
    elif born and not nik_agrees(nik, born, sex):
        form.add_error(
            name,
            said("NIK ini tidak cocok dengan tanggal lahir atau jenis kelaminnya.", "This NIK tells another birth."),
        )
