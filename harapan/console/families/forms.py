"""Why somebody wants to see a number in full."""

import re
from typing import Final

from django import forms
from django.utils.functional import lazystr

from harapan.ui.fields import Line, offered
from harapan.ui.words import Words

PURPOSES: Final = {
    "correction": Words("Pemutakhiran atau perbaikan data", "Updating or correcting data"),
    "account": Words("Pengurusan rekening atau kartu", "Sorting out an account or card"),
    "complaint": Words("Pengaduan atau keberatan", "A complaint or an objection"),
    "request": Words("Permintaan keluarga sendiri", "The family's own request"),
    "examination": Words("Pemeriksaan", "An examination"),
}
"""Why somebody may need a number in full."""

HIDDEN: Final = {
    "nik": Words("NIK anggota", "NIK of the members"),
    "card": Words("Nomor KK", "Family card number"),
    "account": Words("Nomor rekening", "Account numbers"),
    "phone": Words("Nomor telepon", "Phone numbers"),
}
"""What is masked everywhere, and can be asked for."""


class Unmasking(forms.Form):
    """Which numbers, and what for."""

    fields_wanted = forms.MultipleChoiceField(
        label=lazystr(Words("Yang dibuka", "What to show")),
        choices=offered(*HIDDEN.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    purpose = forms.ChoiceField(
        label=lazystr(Words("Keperluan", "Purpose")), choices=offered(*PURPOSES.items()), widget=forms.RadioSelect
    )
    because = Line(
        label=lazystr(Words("Keterangan", "Details")),
        help_text=lazystr(
            Words(
                "Misalnya nomor pengaduan. Jangan menulis NIK atau nama di sini: isian ini masuk catatan.",
                "A complaint number, say. Write no NIK and no name here: this goes into the log.",
            )
        ),
        min_length=5,
        max_length=200,
    )

    def clean_because(self) -> str:
        """The log carries no personal value: a long number is one."""
        said: str = self.cleaned_data["because"]
        if re.search(r"\d[\d .-]{8,}\d", said):
            words = Words(
                "Jangan menulis NIK, KK, atau nomor rekening di sini.", "Write no NIK or account number here."
            )
            raise forms.ValidationError(str(words))
        return said
