"""What people type about a claim: filters, how much and when, on which paper, why."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils import timezone

from harapan.console.areas.fields import AreaField, WithAreas
from harapan.console.claims.wording import CAUSES, STATES, TOO_MUCH, TOO_MUCH_BACK
from harapan.lib.rupiah import rupiah
from harapan.registry.claims import has_beside, receipts_of
from harapan.registry.models import Overpayment, OverpaymentWord
from harapan.ui.fields import Line, Reason, offered
from harapan.ui.words import Words, later, said

ALL = Words("Semua", "All")
What = OverpaymentWord.What


class Filters(WithAreas):
    """What the list is narrowed to, as it stands in the address."""

    keadaan = forms.ChoiceField(
        label=later("Keadaan", "State"),
        choices=offered(*STATES.items(), (TOO_MUCH_BACK, TOO_MUCH), first=ALL),
        required=False,
    )
    sebab = forms.ChoiceField(
        label=later("Sebab", "Cause"), choices=offered(*CAUSES.items(), first=ALL), required=False
    )
    wilayah = AreaField(required=False)
    keluarga = forms.IntegerField(
        label=later("Nomor keluarga", "Family number"), required=False, min_value=1, max_value=2**62
    )

    @property
    def wish(self) -> Mapping[str, Any]:
        """What was asked for; whatever makes no sense asks for nothing."""
        return self.cleaned_data if self.is_valid() else {}


class Rupiah(forms.CharField):
    """An amount of whole rupiah, with or without dots."""

    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> int:
        """The number; never below one."""
        text = str(super().clean(value)).lower().removeprefix("rp").replace(".", "").replace(" ", "")
        if not text.isascii() or not text.isdigit() or not 0 < int(text[:19]) < 2**62:
            raise forms.ValidationError(said("Tulis jumlah rupiah bulat.", "Write whole rupiah."))
        return int(text)

    def prepare_value(self, value: Any) -> Any:
        """With dots, as people write it."""
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class Said(forms.Form):
    """One word about a claim, typed beside what the page shows of it."""

    def __init__(self, *args: Any, claim: Overpayment, **options: Any) -> None:
        super().__init__(*args, **options)
        self.claim = claim
        self._know(claim)

    def _know(self, claim: Overpayment) -> None:
        """What of the form depends on the claim."""

    @property
    def as_it_stands(self) -> int | None:
        """The sum a page shows whoever decides, to be sent along with the decision; now, not when it was typed."""
        return None


class _HowMuch(Said):
    amount = Rupiah(label=later("Jumlah (Rp)", "Amount (Rp)"), max_length=24)
    on = forms.DateField(label=later("Tanggal", "Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class Agreed(_HowMuch):
    """Instalments."""

    amount = Rupiah(label=later("Angsuran per bulan (Rp)", "Instalment a month (Rp)"), max_length=24)
    on = forms.DateField(
        label=later("Angsuran pertama", "First instalment on"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    because = Line(label=later("Catatan kesepakatan", "What was agreed"), max_length=400, required=False)


class Received(_HowMuch):
    """Money that came to the treasury."""

    document = Line(
        label=later("Nomor bukti setor (NTPN)", "Number of the receipt (NTPN)"),
        max_length=120,
    )
    beside = forms.BooleanField(
        label=later(
            "Setoran ini membayar beberapa tagihan keluarga ini", "This deposit pays several claims of this family"
        ),
        required=False,
    )

    def _know(self, claim: Overpayment) -> None:
        if not has_beside(claim):
            del self.fields["beside"]

    def clean_on(self) -> Any:
        """Money does not come before it has."""
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(said("Tanggal ini belum tiba.", "That day has not come yet."))
        return day


class Corrected(_HowMuch):
    """Money that was noted and never came."""

    document = forms.ChoiceField(label=later("Bukti setor yang dikoreksi", "Receipt that is corrected"))
    because = Reason(label=later("Mengapa dikoreksi", "Why it is corrected"), max_length=400)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("document", "amount", "on", "because")

    def _know(self, claim: Overpayment) -> None:
        receipts = receipts_of(claim).items()
        self.fields["document"].choices = [(one, f"{one} ({rupiah(amount)})") for one, amount in receipts]  # type: ignore[attr-defined]

    @property
    def as_it_stands(self) -> int:
        """What has come back."""
        return self.claim.received


class Because(Said):
    """Why a write-off is proposed, or refused."""

    because = Reason(label=later("Alasan", "Why"), max_length=400)


class Decree(Said):
    """On which paper it is written off."""

    document = Line(label=later("Nomor keputusan penghapusan", "Number of the decree"), max_length=120)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def as_it_stands(self) -> int:
        """What is open."""
        return self.claim.left


FORMS: Final[dict[str, type[Said]]] = {
    What.AGREED: Agreed,
    What.RECEIVED: Received,
    What.CORRECTED: Corrected,
    What.PROPOSED: Because,
    What.TAKEN_BACK: Said,
    What.REFUSED: Because,
    What.WRITTEN_OFF: Decree,
}
"""What is asked for with each word."""
