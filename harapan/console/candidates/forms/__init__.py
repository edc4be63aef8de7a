"""The questions of a visit, one form each; and what a coordinator writes who gives a report back."""

from collections.abc import Callable, Mapping
from typing import Final

from django import forms

from harapan.console.candidates.forms.base import Asked, Question
from harapan.console.candidates.forms.door import Found, Household, Newcomer, Standing
from harapan.console.candidates.forms.family import Caretaker, Commitment, Components, Papers, PhotoForm
from harapan.ui.fields import Reason
from harapan.ui.words import later

__all__ = ["FORMS", "Asked", "GiveBack", "Question"]

FORMS: Final[Mapping[str, Callable[..., Question]]] = {
    "found": Found,
    "standing": Standing,
    "household": Household,
    "newcomers": Newcomer,
    "components": Components,
    "papers": Papers,
    "caretaker": Caretaker,
    "commitment": Commitment,
    "photo": PhotoForm,
}
"""Every question by its name in the address."""


class GiveBack(forms.Form):
    """Why a report goes back to its facilitator."""

    because = Reason(label=later("Yang perlu diperbaiki", "What needs fixing"), max_length=400)
