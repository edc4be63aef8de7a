"""`harapan duties` as people type it."""

from datetime import date

from harapan.commitments.models import Observation
from harapan.testing.make import make_family, pupil, toddler
from harapan.testing.places import some_areas


def test_what_is_due_of_a_family_and_what_nobody_reported(own_database, harapan):
    some_areas()
    family = make_family("Siti Aminah", pupil("Budi"), toddler("Adi", born=date(2023, 1, 10)))

    told = harapan(f"duties due {family.pk} --month 2025-02")
    assert (told.code, "School attendance" in told.out, "vitamin_a.schedule.months" in told.out) == (0, True, True)
    assert '"duty": "child_growth"' in harapan(f"duties due {family.pk} --month 2025-02 --json").out
    assert "3 duties were due; of 3 nobody had said a word" in harapan("duties close 2025-02 --area 64.02").out
    assert Observation.objects.filter(reported=False).count() == 3
    for line, sentence in (
        ("duties due 999999", "there is no family 999999"),
        (f"duties due {family.pk} --month May", "a month is written 2022-05"),
        ("duties close 2999-01", "this month is not over yet"),
    ):
        refused = harapan(line)
        assert (refused.code, sentence in refused.err) == (1, True), line
