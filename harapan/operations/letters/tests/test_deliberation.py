"""Minutes of a village's meeting: numbered, with every proposal and its reason, for those of the village alone."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from harapan.intake.targeting.actions import Proposed, record_deliberation
from harapan.letters.filing import fetch
from harapan.letters.models import Letter
from harapan.operations.letters.asking import NotYours
from harapan.operations.letters.deliberation import ask_for_minutes
from harapan.operations.letters.making import carry_out
from harapan.staff.access import working_as
from harapan.testing.make import make_family
from harapan.testing.pages import as_web

HERS = "6402061002"


@pytest.mark.usefixtures("own_database")
def test_jumadi_has_the_minutes_made_once_and_they_say_what_was_proposed(cast):
    able = make_family("Beti Suharti", village=HERS, address="Jalan Damai 4")
    with as_web(), working_as(cast["jumadi"]):
        held = record_deliberation(
            HERS,
            held_on=date(2026, 10, 20),
            place="Balai kelurahan",
            leader="Lurah Syahrani",
            participants=[("RT/RW", 12), ("Puskesos", 2)],
            result="Disepakati bersama.",
            proposals=[
                Proposed("remove", "punya toko", family=able.pk),
                Proposed("add", "rumah roboh", head="Caca", address="RT 3"),
            ],
            by=cast["jumadi"],
        )
        letter = ask_for_minutes(held, by=cast["jumadi"])
        again = ask_for_minutes(held, by=cast["jumadi"])
    carry_out(letter)

    letter.refresh_from_db()
    assert (again.pk, letter.state, letter.number) == (letter.pk, "made", "HRP/BA-MUSY/2026/0001")
    assert letter.facts == {"people": 14, "proposed": 1, "able": 1}
    told = "".join(page.extract_text() for page in PdfReader(BytesIO(fetch(letter.path, letter.sha256))).pages)
    for words in ("Musyawarah kelurahan", "Beti Suharti", "punya toko", "Caca", "rumah roboh", "Lurah Syahrani"):
        assert words.lower() in told.lower(), words
    for who, sees in (("jumadi", True), ("ratna", True), ("citra", False), ("yuliana", False)):
        assert Letter.objects.visible_to(cast[who]).exists() == sees, who
    with pytest.raises(NotYours):
        ask_for_minutes(held, by=cast["citra"])
