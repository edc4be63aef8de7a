"""Lists for banks: which to draw up, and which answer is brought."""

from django import forms

from harapan.registry.models import Bank
from harapan.ui.fields import offered
from harapan.ui.words import later

BANKS = [(bank.value, bank.value) for bank in Bank if bank != Bank.POS]


class DrawUp(forms.Form):
    """A list for one bank."""

    bank = forms.ChoiceField(label=later("Bank", "Bank"), choices=offered(*BANKS))
    again = forms.BooleanField(
        label=later("Juga yang sebelumnya gagal burekol", "Also those the bank refused before"), required=False
    )


class AnswerForm(forms.Form):
    """What a bank says, as it sent it."""

    bank = forms.ChoiceField(label=later("Bank", "Bank"), choices=offered(*BANKS))
    sent = forms.FileField(
        label=later("Berkas jawaban", "The answer's file"),
        help_text=later(
            "CSV dengan nomor referensi atau NIK, nomor rekening, status, dan alasan.",
            "CSV with reference or NIK, account number, status and reason.",
        ),
        widget=forms.ClearableFileInput({"accept": ".csv,text/csv,text/plain"}),
    )
