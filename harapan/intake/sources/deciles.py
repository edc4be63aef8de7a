"""Deciles of DTSEN: the welfare rank of families, by family card or by the NIK of any member."""

from harapan.intake.sources import common
from harapan.intake.sources.candidates import CANDIDATES
from harapan.intake.sources.shapes import Fact, Source
from harapan.ui.words import Words

DECILES = Source(
    name="deciles",
    words=Words("Desil DTSEN", "Deciles (DTSEN)"),
    about=Words("Peringkat kesejahteraan keluarga, per KK atau per NIK.", "Welfare ranks of families, by card or NIK."),
    knows=Words("Desil keluarga yang tercantum.", "The decile of the families named."),
    silence=Words("Keluarga yang tidak tercantum tetap pada desilnya.", "Families not named keep their decile."),
    does="fields",
    subject="family",
    columns=(common.CARD, common.NIK, common.NAME, common.BORN, *common.PLACES, CANDIDATES.by_name["decile"]),
    needs=(("card", "nik"), ("decile",)),
    facts=(Fact("decile", Words("desil", "decile")),),
)
