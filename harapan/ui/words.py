"""Every sentence stands in both languages where it is used, so that none can be forgotten (docs/adr/0027)."""

from typing import NamedTuple, Protocol

from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import get_language


class Words(NamedTuple):
    """The same words in Bahasa Indonesia and English."""

    id: str
    en: str

    def __str__(self) -> str:
        return said(self.id, self.en)


def said(indonesian: str, english: str) -> str:
    """Whichever the reader reads."""
    return english if get_language() == "en" else indonesian


class Sentences(Protocol):
    """A refusal, or a row that keeps what one said."""

    sentence_id: str
    sentence_en: str


def sentence_of(refused: Sentences) -> str:
    """What a refusal says, in the language the reader reads."""
    return said(refused.sentence_id, refused.sentence_en)


def full_sentence_of(refused: Sentences) -> str:
    """The same as a sentence that stands alone: a capital first, a full stop last. Names and sums keep theirs."""
    told = sentence_of(refused)
    return capfirst(told) if told.endswith((".", "!", "?")) else f"{capfirst(told)}."


later = lazy(said, str)
"""`said`, but when the page is drawn: for labels, hints and choices of forms, written before anybody reads."""
