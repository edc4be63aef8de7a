"""How far a group has come through the modules, as a drawing: a square for each session."""

from collections.abc import Set

from django.utils.html import format_html
from django.utils.safestring import SafeString

from harapan.meetings.modules import curriculum, words
from harapan.policy.beside import Lesson, Module
from harapan.ui.drawing.paper import WIDTH, joined, svg, text
from harapan.ui.words import said

ROW, SIDE, GAP = 34, 20, 4
LEFT = 200


def progress(held: Set[str], coming: str) -> SafeString:
    """Modules one below the other. Held sessions are filled, the next one is outlined."""
    rows = [_row(place, name, held, coming) for place, name in enumerate(curriculum().modules)]
    core = curriculum().core
    done = sum(lesson.code in held for lesson in core)
    return svg(
        "chart",
        said("Kemajuan modul P2K2", "Progress through the modules"),
        said(f"{done} dari {len(core)} sesi inti sudah diikuti.", f"{done} of {len(core)} core sessions were held."),
        (WIDTH + 100, ROW * len(rows)),
        rows,
    )


def _row(place: int, module: Module, held: Set[str], coming: str) -> SafeString:
    y = place * ROW + 6
    title = str(words(module.title))
    short = title if len(title) <= 21 else f"{title[:20].rstrip()}…"
    squares = [
        _square(LEFT + number * (SIDE + GAP), y, lesson, lesson.code in held, lesson.code == coming)
        for number, lesson in enumerate(module.lessons)
    ]
    label = format_html("<g><title>{}</title>{}</g>", title, text(LEFT - 12, y + 15, short, "end strong"))
    return joined([label, *squares])


def _square(x: int, y: int, lesson: Lesson, held: bool, coming: bool) -> SafeString:
    state = said("sudah", "held") if held else said("berikutnya", "next") if coming else said("belum", "not yet")
    frame = format_html('<rect class="bar second" x="{}" y="{}" width="26" height="26" rx="6"/>', x - 3, y - 3)
    return format_html(
        '<g><title>{}. {}: {}</title>{}<rect class="{}" x="{}" y="{}" width="20" height="20" rx="4"/></g>',
        lesson.number,
        words(lesson.title),
        state,
        frame if coming else "",
        "q4" if held else "rail",
        x,
        y,
    )
