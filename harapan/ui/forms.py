"""The form that the style guide shows, with every kind of field."""

from typing import Final

from django import forms

from harapan.ui.fields import Line, Reason, offered
from harapan.ui.words import later

REASONS: Final = (
    ("moved", later("Pindah domisili", "Moved away")),
    ("died", later("Meninggal dunia", "Died")),
    ("left", later("Keluar dari kartu keluarga", "Left the family card")),
)


class GuideForm(forms.Form):
    """Asks nothing that anybody keeps."""

    name = Line(label=later("Nama pengurus", "Caretaker's name"), max_length=60)
    nik = Line(
        label="NIK",
        help_text=later("16 angka, seperti di KTP.", "16 digits, as on the identity card."),
        min_length=16,
        max_length=16,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    since = forms.DateField(
        label=later("Sejak tanggal", "Since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.ChoiceField(label=later("Sebab", "Reason"), choices=offered(*REASONS), widget=forms.RadioSelect)
    stage = forms.ChoiceField(
        label=later("Tahap", "Stage"), choices=offered(("2022-1", "2022-1"), first=later("Pilih tahap", "Choose one"))
    )
    explanation = Reason(label=later("Penjelasan", "Explanation"))
    seen = forms.BooleanField(label=later("Saya sudah melihat buktinya", "I have seen the evidence"))
