"""Words of this desk: sessions to choose from, and what stands out."""

from harapan.meetings.modules import curriculum, words
from harapan.ui.words import Words

FLAGS = {
    "card": Words("KKS tidak dipegang keluarga", "The family does not hold its card"),
    "pin": Words("PIN diketahui orang lain", "Somebody else knows the PIN"),
    "less": Words("Uang diterima kurang", "Less received than credited"),
    "more": Words("Uang diterima lebih", "More received than credited"),
    "nobody": Words("Tidak ada yang ditemui", "Nobody was found"),
}
"""What stands out in a visit."""
DIFFERS = {
    "visit": Words("Keluarga menyatakan tidak dikunjungi", "The family says nobody visited"),
    "card": Words("Pemegang KKS berbeda", "Another holder of the card"),
    "pin": Words("Yang mengetahui PIN berbeda", "Somebody else knows the PIN"),
    "money": Words("Jumlah uang berbeda", "Another sum of money"),
}
"""In what the family's word is another than the facilitator's."""


def choices() -> list[tuple[Words, list[tuple[str, str]]]]:
    """Sessions by module, for a select."""
    return [
        (words(one.title), [(lesson.code, f"{lesson.number}. {words(lesson.title)}") for lesson in one.lessons])
        for one in curriculum().modules
    ]
