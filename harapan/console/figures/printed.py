"""A published figure as somebody types it in: what, how many, where, when, who said so, how sure we are."""

import re
from typing import Any

from django import forms

from harapan.coordination.models import PublishedFigure
from harapan.coordination.queries import MEASURES
from harapan.lib.identifiers import undotted
from harapan.places.models import Area
from harapan.ui.fields import Line, offered
from harapan.ui.words import Words, later, said

CONFIDENCE = {
    "high": Words("Tinggi: dicetak oleh sumber resmi", "High: printed by an official source"),
    "medium": Words("Sedang: satu sumber, atau dibaca dari gambar", "Medium: one source, or read off a picture"),
    "low": Words("Rendah: dari ingatan atau sumber lain-lain", "Low: from memory, or other sources"),
}
SUMS = {
    "families": Words("Keluarga dalam satu tahap", "Families of a stage"),
    "graduated_natural": Words("Graduasi alamiah sampai sekarang", "Natural graduations up to now"),
    "graduated_independent": Words("Graduasi mandiri sampai sekarang", "Independent graduations up to now"),
    "staff": Words("SDM PKH di wilayah itu", "Field staff of the area"),
    "districts": Words("Kecamatan di wilayah itu", "Districts of the area"),
    "villages": Words("Desa/kelurahan di wilayah itu", "Villages of the area"),
}
NONE = Words("Tidak ada: disimpan apa adanya", "None: kept as it is")


class Printed(forms.Form):
    """One figure. What makes no sense to compare is kept without a sum of ours."""

    area = Line(
        label=later("Kode wilayah", "Area code"),
        max_length=13,
        required=False,
        help_text=later("Misalnya 64.02. Kosong: seluruh Indonesia.", "Such as 64.02. Empty: the whole country."),
    )
    day = forms.DateField(
        label=later("Tanggal terbit", "Day of publication"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    what_id = Line(
        label=later("Yang dihitung, dalam bahasa Indonesia", "What is counted, in Indonesian"), max_length=120
    )
    what_en = Line(label=later("Yang dihitung, dalam bahasa Inggris", "What is counted, in English"), max_length=120)
    value = forms.IntegerField(
        label=later("Angka", "Number"),
        min_value=0,
        max_value=10**17,
        help_text=later("Bilangan bulat, tanpa titik.", "A whole number, without separators."),
    )
    unit_id = Line(label=later("Satuan, dalam bahasa Indonesia", "Unit, in Indonesian"), max_length=40)
    unit_en = Line(label=later("Satuan, dalam bahasa Inggris", "Unit, in English"), max_length=40)
    source = Line(
        label=later("Sumber", "Source"),
        max_length=300,
        help_text=later(
            "Siapa, di mana, kapan: agar orang lain dapat memeriksanya.", "Who, where, when: so that others can check."
        ),
    )
    confidence = forms.ChoiceField(
        label=later("Keyakinan", "Confidence"), choices=offered(*CONFIDENCE.items()), widget=forms.RadioSelect
    )
    unclear = forms.BooleanField(
        label=later("Maknanya belum jelas: jangan dibandingkan", "Its meaning is unclear: do not compare it"),
        required=False,
    )
    measure = forms.ChoiceField(
        label=later("Dibandingkan dengan", "Compared with"), choices=offered(*SUMS.items(), first=NONE), required=False
    )
    about = Line(
        label=later("Tahap yang dimaksud", "The stage meant"),
        max_length=20,
        required=False,
        help_text=later(
            "Misalnya 2022-1, untuk jumlah keluarga satu tahap.", "Such as 2022-1, for families of a stage."
        ),
    )
    note_id = Line(
        label=later("Catatan, dalam bahasa Indonesia", "Note, in Indonesian"), max_length=400, required=False
    )
    note_en = Line(label=later("Catatan, dalam bahasa Inggris", "Note, in English"), max_length=400, required=False)

    def clean_area(self) -> str:
        """A code that some area has or had."""
        code = undotted(str(self.cleaned_data["area"]))
        if code and not Area.objects.filter(code=code).exists():
            raise forms.ValidationError(said("Tidak ada wilayah dengan kode ini.", "No area has this code."))
        return code

    def clean(self) -> dict[str, Any]:
        """What is unclear has a note, and is held against nothing; families are those of a stage."""
        told = super().clean() or {}
        if told.get("unclear") and not (told.get("note_id") and told.get("note_en")):
            self.add_error(
                "note_id" if not told.get("note_id") else "note_en",
                said("Tulis apa yang tidak jelas.", "Say what is unclear."),
            )
        if told.get("unclear") and told.get("measure"):
            self.add_error("measure", said("Yang belum jelas tidak dibandingkan.", "What is unclear is not compared."))
        if told.get("measure") == "families" and not told.get("about"):
            self.add_error("about", said("Sebutkan tahapnya.", "Say which stage."))
        return told

    @property
    def facts(self) -> dict[str, Any]:
        """The figure's own fields, as an errand carries them."""
        told = dict(self.cleaned_data)
        unclear = told.pop("unclear")
        return {**told, "day": told["day"].isoformat(), "meaning": "unclear" if unclear else "clear"}

    def key(self) -> str:
        """A name for a figure nobody has recorded yet: area, day and words, and a number where that is taken."""
        told = self.cleaned_data
        words = re.sub(r"[^a-z0-9]+", "-", told["what_en"].lower()).strip("-")
        name = f"{told['area'] or 'indonesia'}-{told['day']:%Y%m%d}-{words}"[:56].rstrip("-")
        taken = set(PublishedFigure.objects.filter(key__startswith=name).values_list("key", flat=True))
        return next(key for key in (name, *(f"{name}-{n}" for n in range(2, 999))) if key not in taken)


def initial(figure: PublishedFigure) -> dict[str, Any]:
    """A figure that is there already, to be corrected."""
    names = [name for name in Printed.base_fields if name != "unclear"]
    return {**{name: getattr(figure, name) for name in names}, "unclear": figure.meaning == "unclear"}


assert set(SUMS) == set(MEASURES), "say what a new sum is called"
