"""Who came to a meeting, as people type it: one institution a line, with its number of people at the end."""

import re
from typing import Any

from django import forms

from harapan.ui.words import later, said

LINE = re.compile(r"^(?P<institution>.*?\S)[\s:;,=–-]+(?P<people>\d{1,6})(?:\s*(?:orang|people))?\.?$", re.IGNORECASE)
MOST_LINES = 60
LONGEST_NAME = 120

Came = list[tuple[str, int]]


class Attendance(forms.CharField):
    """Lines such as `Dinas Kesehatan 4`; becomes a list of (institution, people), each institution once."""

    widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})

    def __init__(self, **options: Any) -> None:
        told = {
            "label": later("Peserta menurut lembaga", "Participants by institution"),
            "help_text": later(
                "Satu lembaga tiap baris, jumlah orang di akhir. Misalnya: Dinas Kesehatan 4",
                "One institution a line, the number of people at the end. Such as: Dinas Kesehatan 4",
            ),
            "max_length": 8_000,
        }
        super().__init__(**{**told, **options})

    def clean(self, value: Any) -> Came:
        """The institutions with their numbers, in the order they were typed."""
        text = super().clean(value)
        lines = [(place, line.strip()) for place, line in enumerate(text.splitlines(), start=1) if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(
                said(f"Paling banyak {MOST_LINES} lembaga.", f"No more than {MOST_LINES} institutions.")
            )
        found: dict[str, int] = {}
        for place, line in lines:
            institution, people = _read(place, line)
            found[institution] = found.get(institution, 0) + people
        return list(found.items())

    def prepare_value(self, value: Any) -> Any:
        """A list as lines again."""
        if isinstance(value, list):
            return "\n".join(f"{institution} {people}" for institution, people in value)
        return value


def _read(place: int, line: str) -> tuple[str, int]:
    read = LINE.match(line)
    if read is None:
        raise forms.ValidationError(
            said(
                f"Baris {place}: tulis jumlah orang di akhir, misalnya “{line[:40]} 4”.",
                f"Line {place}: write the number of people at the end, such as “{line[:40]} 4”.",
            )
        )
    institution = " ".join(read["institution"].split()).rstrip(":;,=–-").strip()
    if len(institution) > LONGEST_NAME:
        raise forms.ValidationError(
            said(f"Baris {place}: nama terlalu panjang.", f"Line {place}: the name is too long.")
        )
    return institution, int(read["people"])
