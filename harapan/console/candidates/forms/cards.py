"""Whether a card was handed over, and groups: their sizes, names and leaders."""

from typing import Any

from django import forms
from django.utils import timezone

from harapan.console.candidates.words import CARDS
from harapan.ui.fields import Line, offered
from harapan.ui.words import Words, later, said


class CardForm(forms.Form):
    """Handed over in person, or why not."""

    handed = forms.ChoiceField(
        label=later("Apakah kartu diserahkan langsung kepada pengurus?", "Was the card handed to the caretaker?"),
        choices=offered(("yes", Words("Ya, diterima sendiri", "Yes, in person")), ("no", Words("Belum", "Not yet"))),
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=later("Bila belum, mengapa?", "If not, why?"),
        choices=offered(*CARDS.items(), first=later("Pilih alasan", "Choose one")),
        required=False,
    )
    on = forms.DateField(
        label=later("Tanggal", "Day"),
        initial=lambda: timezone.localdate(),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    note = Line(label=later("Keterangan", "Details"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("handed") == "no" and not typed.get("reason"):
            self.add_error("reason", said("Pilih alasannya.", "Choose the reason."))
        return typed


class NewGroups(forms.Form):
    """Sizes as suggested or changed, and the names."""

    sizes = Line(
        label=later("Besar tiap kelompok", "Size of each group"),
        help_text=later("Misalnya 27, 27, 26; jumlahnya harus tepat.", "Such as 27, 27, 26; the sum must be exact."),
        max_length=600,
    )
    name = Line(
        label=later("Nama kelompok", "Name of the groups"),
        help_text=later(
            "Satu nama untuk tiap kelompok, dipisah koma; atau satu nama yang diberi nomor.",
            "A name for each, parted by commas; or one that is numbered.",
        ),
        max_length=600,
    )

    def clean_sizes(self) -> list[int]:
        """Whole numbers."""
        parts = [part.strip() for part in str(self.cleaned_data["sizes"]).split(",") if part.strip()]
        if not parts or not all(part.isdecimal() and 0 < int(part) < 1_000 for part in parts):
            raise forms.ValidationError(said("Angka bulat dipisah koma.", "Whole numbers, parted by commas."))
        return [int(part) for part in parts]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        sizes, names = typed.get("sizes"), [part.strip() for part in typed.get("name", "").split(",") if part.strip()]
        if sizes and names:
            if len(names) == 1 and len(sizes) > 1:
                names = [f"{names[0]} {number}" for number in range(1, len(sizes) + 1)]
            if len(names) != len(sizes):
                self.add_error("name", said("Banyaknya nama tidak sama.", "There are not as many names."))
            typed["names"] = names
        return typed
