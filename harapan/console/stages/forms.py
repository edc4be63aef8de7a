"""What people type on the pages of a stage: totals, reasons, papers, answers of banks."""

import re
from typing import Any

from django import forms

from harapan.banks.dialects import BANKS
from harapan.lib.rupiah import rupiah
from harapan.operations.models import Work
from harapan.payments.models import TreasuryPaper
from harapan.ui.fields import Line, offered
from harapan.ui.words import Words

MOST = 10**15
"""More rupiah than any budget has."""
LARGEST = 40 << 20
"""Bytes of an answer that pages take; larger ones are put into the folder of answers by the keeper."""
MOST_FILES = 20
SUFFIXES = (".xml", ".csv")


class Rupiah(forms.CharField):
    """An amount as people write it: `Rp1.500.000`, `1500000`."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        """Digits, whatever stands between them."""
        text = str(value or "").strip()
        if not text:
            return None
        digits = re.sub(r"^[Rr][Pp]\.?|[.\s\u00a0]", "", text)
        if not digits.isascii() or not digits.isdigit() or len(digits) > len(str(MOST)) or not 0 < int(digits) <= MOST:
            raise forms.ValidationError(
                str(Words("Tulis jumlah rupiah bulat, misalnya 1.500.000.", "Write whole rupiah, such as 1.500.000."))
            )
        return int(digits)

    def validate(self, value: Any) -> None:
        """Required means above nothing."""
        if self.required and value is None:
            raise forms.ValidationError(self.error_messages["required"], code="required")


class Sure(forms.Form):
    """Yes, and about exactly what the page showed."""

    rupiah = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST, required=False)

    def details(self) -> dict[str, Any]:
        """What the worker is told."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "typed"}
        return {name: value for name, value in said.items() if value not in (None, "", False)}


class Typed(Sure):
    """The sum typed out, so that nobody releases money by habit."""

    rupiah = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)
    typed = Rupiah(label=Words("Ketik jumlahnya", "Type the total"))  # type: ignore[arg-type]

    def clean_typed(self) -> int:
        """The same sum as the page shows."""
        typed, shown = self.cleaned_data["typed"], self.cleaned_data.get("rupiah")
        if shown is not None and typed != shown:
            raise forms.ValidationError(
                str(Words(f"Bukan {rupiah(typed)}, jumlahnya lain.", f"Not {rupiah(typed)}: the total is another."))
            )
        return int(typed)


class Opened(Sure):
    """Opening a stage."""

    accept_low_confidence = forms.BooleanField(
        required=False,
        label=Words(  # type: ignore[arg-type]
            "Saya tahu sebagian nilai belum pasti dan tetap membuka tahap ini",
            "I know that some values are not confirmed, and open this stage all the same",
        ),
    )


class Because(Sure):
    """A decision with its reason."""

    because = forms.CharField(
        label=Words("Alasan", "Reason"),  # type: ignore[arg-type]
        max_length=400,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Refused(Because):
    """A refusal of one run."""

    run = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class Booked(Sure):
    """Writing files, or only booking what is approved."""

    only_book = forms.BooleanField(widget=forms.HiddenInput, required=False)


class Reconciled(Sure):
    """Reconciling: with a reason where lines wait for a person, and giving back what is due."""

    def __init__(self, *given: Any, odd: bool, due: bool, **options: Any) -> None:
        super().__init__(*given, **options)
        if not odd:
            del self.fields["because"]
        if not due:
            del self.fields["give_back"]

    because = forms.CharField(
        label=Words("Mengapa baris yang janggal boleh tetap", "Why odd lines may stand"),  # type: ignore[arg-type]
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    give_back = forms.BooleanField(
        required=False,
        label=Words(  # type: ignore[arg-type]
            "Kembalikan retur yang sudah lewat waktunya ke kas negara",
            "Give returned money whose time is over back to the treasury",
        ),
    )


FORMS: dict[str, type[Sure]] = {
    Work.Step.OPEN: Opened,
    Work.Step.REVIEW: Because,
    Work.Step.APPROVE: Typed,
    Work.Step.REFUSE: Refused,
    Work.Step.ORDER: Booked,
    Work.Step.RELEASE: Typed,
    Work.Step.CLOSE: Typed,
}
"""The form of a step; `Sure` where nothing is typed."""


class CeilingForm(forms.Form):
    """The most that may be spent in a year."""

    amount = Rupiah(label=Words("Pagu", "Ceiling"))  # type: ignore[arg-type]
    document = Line(label=Words("Nomor DIPA", "Number of the DIPA"), max_length=160)


class PaperForm(forms.Form):
    """One paper of the treasury's trail."""

    batch = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    order = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1000)
    kind = forms.ChoiceField(
        label=Words("Dokumen", "Paper"),  # type: ignore[arg-type]
        choices=offered(
            (TreasuryPaper.Kind.DECREE, Words("SK penerima", "Recipients' decree (SK)")),
            (TreasuryPaper.Kind.SPP, "SPP"),
            (TreasuryPaper.Kind.SPM, "SPM"),
            (TreasuryPaper.Kind.SP2D, "SP2D"),
        ),
    )
    number = Line(label=Words("Nomor", "Number"), max_length=80)
    dated = forms.DateField(
        label=Words("Tanggal", "Date"),  # type: ignore[arg-type]
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    amount = Rupiah(label=Words("Nilai", "Amount"))  # type: ignore[arg-type]
    signer = Line(label=Words("Penanda tangan", "Signed by"), max_length=120)


class ManyFiles(forms.FileField):
    """Several files at once."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each is looked at by itself."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFiles, self).clean(one, initial) for one in given or [None]]


class ManyFilesInput(forms.ClearableFileInput):
    """The browser may choose several."""

    allow_multiple_selected = True


class AnswerForm(forms.Form):
    """Answers of banks, as they came."""

    bank = forms.ChoiceField(
        label=Words("Bank", "Bank"),  # type: ignore[arg-type]
        required=False,
        choices=offered(
            *((code, bank.name) for code, bank in BANKS.items()), first=Words("Menurut nama berkas", "As the name says")
        ),
        help_text=Words(  # type: ignore[arg-type]
            "Perlu dipilih bila nama berkas tidak diawali kode bank, seperti BRI-….xml.",
            "Needed where the name does not begin with the bank's code, as BRI-….xml does.",
        ),
    )
    sent = ManyFiles(
        label=Words(  # type: ignore[arg-type]
            "Berkas jawaban (.xml atau .csv)", "Answer files (.xml or .csv)"
        ),
        widget=ManyFilesInput(attrs={"accept": ".xml,.csv"}),
    )

    def clean_sent(self) -> list[Any]:
        """Of a kind and size we read."""
        files = self.cleaned_data["sent"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                str(Words(f"Paling banyak {MOST_FILES} berkas sekaligus.", f"At most {MOST_FILES} files at once."))
            )
        for file in files:
            if not file.name.lower().endswith(SUFFIXES):
                raise forms.ValidationError(
                    str(
                        Words(
                            f"{file.name}: jawaban bank berupa .xml atau .csv.",
                            f"{file.name}: answers are .xml or .csv.",
                        )
                    )
                )
        return list(files)

    def clean(self) -> dict[str, Any]:
        """Every file has a bank."""
        said = super().clean() or {}
        for file in said.get("sent", []):
            if not said.get("bank") and bank_in(file.name) is None:
                self.add_error(
                    "bank",
                    str(
                        Words(f"{file.name} dari bank mana? Pilih banknya.", f"Which bank sent {file.name}? Choose it.")
                    ),
                )
        return said


def bank_in(name: str) -> str | None:
    """The bank whose code a file's name begins with."""
    code = re.split(r"[-_. ]", name.upper(), maxsplit=1)[0]
    return code if code in BANKS else None
