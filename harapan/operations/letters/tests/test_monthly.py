"""A facilitator's monthly report: figures from every room, words where there are none, one letter with a number."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from harapan.letters.filing import fetch
from harapan.letters.models import Letter
from harapan.meetings.actions import RollLine, Sheet, Told, record_meeting, record_visit, write_notes
from harapan.meetings.models import Meeting
from harapan.operations.letters.asking import NotYours
from harapan.operations.letters.common import NothingToTell
from harapan.operations.letters.making import carry_out
from harapan.operations.letters.monthly import MUST_BE_TOLD, ask_for_report
from harapan.registry.models import Group
from harapan.staff.access import working_as
from harapan.testing.make import LOA_IPUH, make_family, make_observations, member_named
from harapan.testing.pages import as_web

NOVEMBER, TODAY = date(2022, 11, 1), date(2022, 11, 30)


@pytest.mark.usefixtures("own_database")
def test_yuliana_has_her_report_made_once_she_has_said_what_no_data_tells(cast):
    yuliana = cast["yuliana"]
    group = Group.objects.create(village=LOA_IPUH, name="Mawar")
    ani, beti = (make_family(name, facilitator=yuliana.pk, group=group.pk) for name in ("Ani", "Beti"))
    make_observations(member_named(ani, "Budi"), "school_attendance", [NOVEMBER], unexcused=4)
    with as_web(), working_as(yuliana):
        sheet = Sheet("parenting-1", date(2022, 11, 10), "Balai desa", 90, [RollLine(beti.pk, "absent")])
        record_meeting(group, sheet, today=TODAY, by=yuliana)
        told = Told("monitoring", date(2022, 11, 20), "caretaker", "family", "family")
        record_visit(ani, told, today=TODAY, by=yuliana)
        with pytest.raises(NothingToTell, match="fill in first: Monthly analysis"):
            ask_for_report(NOVEMBER, by=yuliana)
        write_notes(NOVEMBER, {name: f"Uraian {name}." for name in MUST_BE_TOLD}, today=TODAY, by=yuliana)
        letter = ask_for_report(NOVEMBER, by=yuliana)
        with pytest.raises(NotYours):
            ask_for_report(NOVEMBER, by=cast["citra"])
    carry_out(letter)

    letter.refresh_from_db()
    assert (letter.state, letter.number) == ("made", "HRP/RHK/2022-11/0001")
    told = " ".join(page.extract_text() for page in PdfReader(BytesIO(fetch(letter.path, letter.sha256))).pages)
    plain = " ".join(told.split())
    for words in (
        "Yuliana Tandi",
        "RHK 9. Penyebarluasan berita",
        "Uraian news.",
        "Kelompok yang bertemu 1 dari 1",
        "Menjadi Orang Tua yang Lebih Baik",
        "1 / 1 / 0",
        "Kunjungan pemantauan penyaluran 1",
        "Dengan ketidakhadiran tanpa izin 1",
    ):
        assert words.lower() in plain.lower(), words
    assert "Ani" not in plain.replace("Analisis", "")
    for who, sees in (("yuliana", True), ("sugeng", True), ("citra", False), ("jumadi", False)):
        assert Letter.objects.visible_to(cast[who]).exists() == sees, who
    assert Meeting.objects.count() == 1
