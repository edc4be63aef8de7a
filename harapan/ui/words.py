"""Every sentence stands in both languages where it is used, so that none can be forgotten (docs/adr/0027)."""

from typing import NamedTuple

from django.utils.functional import lazy
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


later = lazy(said, str)
"""`said`, but when the page is drawn: for labels, hints and choices of forms, written before anybody reads."""
