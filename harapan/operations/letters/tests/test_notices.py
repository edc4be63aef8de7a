"""Notices: a page for each family in plain words, and one message that fits any telephone."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from harapan.letters.filing import fetch
from harapan.letters.models import Letter
from harapan.operations.letters.asking import NotYours
from harapan.operations.letters.common import stage_facts
from harapan.operations.letters.making import carry_out
from harapan.operations.letters.notices import ask_for_notices, message
from harapan.registry.models import Member
from harapan.sanctions.models import Case
from harapan.testing.make import LOA_IPUH, caretaker_of, make_family, member_named, pupil
from harapan.testing.stages import scene


@pytest.mark.usefixtures("own_database")
def test_aminah_reads_what_is_proposed_and_fatimah_why_she_has_less(dewi, eko, cast):
    scene(dewi, eko).through("open")
    yuliana = cast["yuliana"].pk
    aminah, fatimah = (make_family(name, pupil("Budi"), facilitator=yuliana) for name in ("Aminah", "Fatimah"))
    Member.objects.filter(pk=caretaker_of(aminah).pk).update(phone="081234567890")
    told = {
        "cycle": "2025-1",
        "run": 1,
        "village": LOA_IPUH,
        "facilitator": yuliana,
        "objection_days": 14,
        "proposed_by": dewi.pk,
        "state": "notified",
        "notified_by": dewi.pk,
        "notified_on": date(2025, 1, 20),
        "until": date(2025, 2, 3),
    }
    missed = [{"member": member_named(aminah, "Budi").pk, "duty": "school_attendance", "months": ["2024-10-01"]}]
    Case.objects.create(family=aminah.pk, kind="sanction", proposed="suspend", missed=missed, quarters_missed=2, **told)
    Case.objects.create(family=fatimah.pk, kind="payment", reason="decile", before=225_000, **told)

    letter = carry_out(ask_for_notices("2025-1", "6402", queued=False, by=cast["ratna"]))

    assert (letter.state, letter.number) == ("made", "HRP/BERITAHU/2025-1/0001"), letter.sentence_en
    assert letter.facts == {"notices": 2, "sanctions": 1, "smaller": 1}
    sheet, messages = letter.annexes.order_by("pk")
    pages = [page.extract_text() for page in PdfReader(BytesIO(fetch(sheet.path, sheet.sha256))).pages]
    assert len(pages) == 2
    for page, words in zip(
        pages,
        (
            ["Aminah", "penangguhan bantuan", "Budi", "Oktober 2024", "3 Februari 2025", "Yuliana Tandi"],
            ["Fatimah", "tidak dibayar", "Rp225.000", "DTSEN", "3 Februari 2025"],
        ),
        strict=True,
    ):
        for word in words:
            assert word.lower() in " ".join(page.split()).lower(), word
    csv = fetch(messages.path, messages.sha256).decode("utf-8-sig")
    assert "6281234567890" in csv
    assert "Keberatan s.d. 03-02-2025" in csv
    with pytest.raises(NotYours):
        ask_for_notices("2025-1", "6402", by=cast["citra"])
    assert Letter.objects.visible_to(cast["citra"]).count() == 0


@pytest.mark.usefixtures("own_database")
def test_a_message_fits_however_long_the_name_is(dewi, eko):
    scene(dewi, eko).through("open")
    text = message("Siti" * 2_500, "Diusulkan: penangguhan bantuan", date(2025, 2, 3), stage_facts("2025-1"), "171")

    assert len(text) <= 160
    assert "Keberatan s.d. 03-02-2025" in text
