"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from harapan.ui.words import Words

PLACES = (
    ("/", Words("Beranda", "Home"), "home"),
    ("/keluarga/", Words("Keluarga", "Families"), "families"),
    ("/tahap/", Words("Tahap salur", "Payment stages"), "stages"),
    ("/angka/", Words("Angka & peta", "Figures & maps"), "figures"),
    ("/lainnya/", Words("Lainnya", "More"), "more"),
)
"""The five places of the navigation: path, words, icon."""

HOME, REST = "/", "/lainnya/"


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """The navigation, who is signed in, whether this is a place for real people, and when the page was drawn."""
    here = place_of(request.path)
    places = [{"path": path, "words": words, "icon": icon, "here": path == here} for path, words, icon in PLACES]
    return {
        "places": places,
        "staff": getattr(request, "staff", None),
        "production": settings.PRODUCTION,
        "printed_at": timezone.now(),
    }


def place_of(path: str) -> str:
    """Under which of the five places an address lies; what has none of its own lies under "more"."""
    if path == HOME:
        return HOME
    return next((place for place, *_ in PLACES if place != HOME and path.startswith(place)), REST)
