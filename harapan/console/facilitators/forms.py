"""Why families are handed on or back, and on which paper."""

from django import forms

from harapan.ui.fields import Line, Reason
from harapan.ui.words import later


class Because(forms.Form):
    """Why."""

    because = Reason(
        label=later("Alasan", "Reason"),
        max_length=300,
        help_text=later("Misalnya: berhenti bertugas, cuti melahirkan.", "Such as: has left, maternity leave."),
    )


class HandOn(Because):
    """Why, and the letter of assignment if there is one."""

    document = Line(
        label=later("Surat tugas", "Letter of assignment"),
        required=False,
        max_length=160,
        help_text=later("Nomornya, bila ada.", "Its number, if there is one."),
    )
