"""What somebody says about a pair, and what they want to see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet

from harapan.console.families.filters import area_of
from harapan.intake.matching.queries import pairs_of
from harapan.intake.models import Pair, PairWord
from harapan.staff.models import Staff
from harapan.ui.fields import Line
from harapan.ui.words import Words, later

VIEWS = {
    "": (Words("Menunggu keputusan", "Waiting for a decision"), (Pair.State.OPEN,)),
    "pusat": (Words("Menunggu Direktorat JSK", "Waiting for the directorate"), (Pair.State.REFERRED,)),
    "diputus": (
        Words("Sudah diputus", "Decided"),
        (Pair.State.SAME, Pair.State.DIFFERENT, Pair.State.MERGED, Pair.State.PARTING),
    ),
}
KINDS = {
    "": Words("Semua", "All"),
    "nik": Words("NIK sama", "The same NIK"),
    "mirip": Words("NIK lain atau kosong", "Another NIK, or none"),
}


@dataclass(frozen=True)
class Wish:
    """What the address asks for; whatever makes no sense asks for nothing."""

    area: str
    view: str
    kind: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wish":
        view, kind = query.get("tampil", ""), query.get("jenis", "")
        return cls(area_of(query), view if view in VIEWS else "", kind if kind in KINDS else "")

    def rows(self, staff: Staff) -> QuerySet[Pair]:
        """The pairs meant, as far as this person may see them."""
        rows = pairs_of(staff, self.area).filter(state__in=VIEWS[self.view][1])
        if self.kind:
            rows = rows.filter(rule="nik" if self.kind == "nik" else "")
        return rows

    @property
    def order(self) -> tuple[str, ...]:
        """Most certain first; what was decided, newest first."""
        return ("-decided_at", "-id") if self.view == "diputus" else ("-weight", "-id")


class Decision(forms.Form):
    """One word about a pair."""

    putusan = forms.ChoiceField(choices=PairWord.Verdict.choices)
    simpan = forms.IntegerField(required=False)
    sekeluarga = forms.BooleanField(
        label=later("Kedua keluarga ini satu keluarga", "The two families are one family"), required=False
    )
    surat = Line(
        label=later("Berita acara atau surat", "Minutes or letter"),
        required=False,
        max_length=400,
        help_text=later("Wajib bila kedua keluarga digabung.", "Needed when the two families are joined."),
    )

    def words(self) -> dict[str, Any]:
        """As the verb takes them."""
        typed = self.cleaned_data
        same = typed["putusan"] == PairWord.Verdict.SAME
        return {
            "keep": typed["simpan"] if same else None,
            "whole": same and typed["sekeluarga"],
            "because": typed["surat"] if same else "",
        }
