"""Published figures: recorded with their source by somebody who says so."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from harapan.audit.actions import Actor, record
from harapan.coordination.models import PublishedFigure
from harapan.coordination.queries import MEASURES
from harapan.lib.refusals import Refusal


class CannotRecord(Refusal):
    """The figure says too little, or promises a comparison we cannot make."""


@transaction.atomic(durable=True)
def record_published_figure(key: str, *, by: Actor, **facts: Any) -> PublishedFigure:
    """Keep a number somebody printed, or correct what we noted about it. `facts` are the figure's own fields."""
    measure = facts.get("measure", "")
    if measure and measure not in MEASURES:
        raise CannotRecord(
            f"tidak ada hitungan bernama {measure!r}: pilih {', '.join(MEASURES)}, atau kosongkan",
            f"there is no sum called {measure!r}: one of {', '.join(MEASURES)}, or none",
        )
    figure = PublishedFigure.objects.filter(key=key).first() or PublishedFigure(key=key)
    for name, value in {**facts, "recorded_by": by.pk}.items():
        setattr(figure, name, value)
    try:
        figure.full_clean()
    except ValidationError as wrong:
        field, reasons = next(iter(wrong.message_dict.items()))
        raise CannotRecord(
            f"angka terbitan belum lengkap atau salah: {field}", f"{field}: {' '.join(reasons)}"
        ) from wrong
    figure.save()
    record("published_figure.recorded", figure, by=by, key=key)
    return figure
