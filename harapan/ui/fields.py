"""Fields of forms as pages show them: labels and choices in both languages, bounds on everything typed."""

from collections.abc import Callable, Iterable

from django import forms

LONGEST: int = 200
"""Characters a person may type into one line, unless a form says otherwise."""


def offered(*choices: tuple[str, object], first: object = None) -> Callable[[], Iterable[tuple[str, str]]]:
    """Choices of a field in the reader's language: Django takes a plain pair of words for a group of choices.

    `first` is the choice that chooses nothing ("Semua").
    """

    def in_their_language() -> Iterable[tuple[str, str]]:
        if first is not None:
            yield "", str(first)
        yield from ((value, str(words)) for value, words in choices)

    return in_their_language


class Line(forms.CharField):
    """One line of typed text, with blanks at its ends taken away and a length no page breaks at."""

    def __init__(self, *, max_length: int = LONGEST, **options: object) -> None:
        super().__init__(max_length=max_length, **options)  # type: ignore[arg-type]


class Reason(forms.CharField):
    """Why somebody does it: a few sentences, never empty."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, max_length: int = 1_000, min_length: int = 5, **options: object) -> None:
        super().__init__(max_length=max_length, min_length=min_length, **options)  # type: ignore[arg-type]
