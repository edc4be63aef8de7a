"""People who died, as the civil registry or the village reports them."""

from harapan.intake.reading import values
from harapan.intake.sources import common
from harapan.intake.sources.shapes import Column, Fact, Source
from harapan.ui.words import Words

DEATHS = Source(
    name="deaths",
    words=Words("Data kematian", "Deaths"),
    about=Words("Orang yang meninggal, dengan NIK dan tanggalnya.", "People who died, with NIK and the day."),
    knows=Words(
        "Tanggal meninggal orang yang tercantum. Bila pengurus, uang keluarga ditahan sampai ada pengganti.",
        "The day of death of those named. Where it was the caretaker, the money is held until there is a successor.",
    ),
    silence=Words("Yang tidak tercantum tetap seperti sekarang.", "Who is not named stays as they are."),
    does="fields",
    subject="member",
    columns=(
        *common.WHO,
        Column(
            "died_on",
            Words("Tanggal meninggal", "Died on"),
            (
                "tanggalmeninggal",
                "tglmeninggal",
                "tanggalkematian",
                "tglkematian",
                "tglmati",
                "meninggal",
                "dateofdeath",
            ),
            values.day,
        ),
        *common.PLACES,
    ),
    needs=(("nik",), ("died_on",)),
    facts=(Fact("died_on", Words("tanggal meninggal", "day of death"), overwrites=False),),
)
