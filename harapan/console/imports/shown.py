"""Rows and lists as this desk shows them: words for codes, old beside new, numbers masked."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from typing import Any, Final

from django.utils import timezone

from harapan.commitments.health.growth import status_words
from harapan.console.areas.queries import names_of
from harapan.console.facilities.words import KINDS, REGISTERS
from harapan.intake.imports.words import HAPPENS, OUTCOME_TONES, OUTCOMES, SKIPPED, STATES, TONES, WRONG, reason_words
from harapan.intake.models import Row, Upload
from harapan.intake.sources import SOURCES, Source
from harapan.lib.identifiers import dotted, masked
from harapan.places.queries import name_of
from harapan.registry.words import PARTICIPATION, word
from harapan.staff.models import Staff
from harapan.ui.templatetags.harapan import day as in_words
from harapan.ui.words import Words, said

SCHOOLS: Final = {
    "paud": Words("PAUD", "Preschool"),
    "sd": Words("SD", "Primary"),
    "smp": Words("SMP", "Junior secondary"),
    "sma": Words("SMA", "Senior secondary"),
    "college": Words("Perguruan tinggi", "College"),
}
RESULTS: Final = {
    "match": Words("sesuai", "match"),
    "differs": Words("berbeda", "differs"),
    "not_found": Words("tidak ditemukan", "not found"),
    "double": Words("ganda", "double"),
    "dead": Words("meninggal", "dead"),
}
NUMBER_OF_A_PERSON: Final = re.compile(r"\d{9,}")


def plain(value: Any) -> str:
    """A fact as people say it."""
    if value is None or value == "":
        return said("tidak diketahui", "unknown")
    if isinstance(value, bool):
        return said("ya", "yes") if value else said("tidak", "no")
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        value = date.fromisoformat(value)
    if isinstance(value, date):
        return str(in_words(value))
    known = SCHOOLS.get(str(value)) or RESULTS.get(str(value))
    return str(known or value)


def facts_of(row: Row, source: Source, villages: Mapping[str, str]) -> list[tuple[Words, str, str]]:
    """What a row would change: the fact, as it is, as it would be."""
    before = row.before or {}
    if source.does == "facilities":
        return facility_facts(row, source, villages)
    if source.does == "known":
        return [(Words("hasil padan", "result"), plain(before.get("found")), plain(row.found))] if before else []
    if source.does == "measured":
        return [(Words("ukuran", "measured"), plain(None), measured(row))] if row.outcome == Row.Outcome.NEW else []
    found = [
        (fact.words, plain(before.get(fact.field)), plain(getattr(row, fact.field)))
        for fact in source.facts
        if fact.field in before and getattr(row, fact.field) is not None
    ]
    found = [one for one in found if one[1] != one[2]]
    if source.target == "candidate" and before.get("participation"):
        states = (word(PARTICIPATION, state) for state in (before["participation"], source.target))
        was, to = (said(state.id, state.en) for state in states)
        found.append((Words("kepesertaan", "participation"), was, to))
    if source.does == "openings" and row.outcome == Row.Outcome.CHANGED:
        opened = said("terbuka", "opened") if row.opened else said("gagal", "failed")
        found.append((Words("rekening", "account"), said("menunggu", "waiting"), opened))
    return found


def facility_facts(row: Row, source: Source, villages: Mapping[str, str]) -> list[tuple[Words, str, str]]:
    """What a row would make of a school or health unit; of a new one, all that it says."""
    if row.outcome == Row.Outcome.NEW:
        told = [_of_facility(name, getattr(row, name), villages) for name in ("facility_kind", "school", "village")]
        return [(Words("sekolah/faskes", "facility"), said("belum ada", "none yet"), ", ".join(filter(None, told)))]
    pairs = [(fact.words, fact.field, getattr(row, fact.field)) for fact in source.facts]
    before = row.before or {}
    found = [
        (words, _of_facility(name, before.get(name), villages), _of_facility(name, now, villages))
        for words, name, now in pairs
        if before and now is not None
    ]
    return [(words, was or plain(None), now) for words, was, now in found if was != now]


def _of_facility(name: str, value: Any, villages: Mapping[str, str]) -> str:
    if value is None or value == "":
        return ""
    titles: Mapping[str, Words] = {"facility_kind": KINDS, "school": SCHOOLS, "register": REGISTERS}.get(name, {})
    if name == "village":
        return f"{villages[value]} ({dotted(value)})" if value in villages else dotted(value)
    return str(titles[value]) if value in titles else plain(value)


def villages_of(rows: Iterable[Row], source: Source) -> dict[str, str]:
    """What the villages are called that rows about schools and health units name."""
    if source.does != "facilities":
        return {}
    return names_of(
        {code for row in rows for code in (row.village, (row.before or {}).get("village", ""))}, timezone.localdate()
    )


def measured(row: Row) -> str:
    """What a row says of a child: the day, and weight and height or the statuses."""
    told = [
        "" if row.grams is None else f"{row.grams / 1000:g} kg".replace(".", ","),
        "" if row.millimetres is None else f"{row.millimetres / 10:g} cm".replace(".", ","),
        *(
            f"{name}: {status_words(index, status)}"
            for index, name, status in (
                ("height", "TB/U", row.height_status),
                ("weight", "BB/U", row.weight_status),
                ("wasting", "BB/TB", row.wasting_status),
            )
            if status
        ),
    ]
    return ", ".join([plain(row.measured_on), *filter(None, told)])


def without_numbers(text: str) -> str:
    """Text of a file with the numbers of people and accounts in it masked."""
    return NUMBER_OF_A_PERSON.sub(lambda found: masked(found[0]), text)


def rows_shown(rows: Sequence[Row], source: Source) -> list[dict[str, Any]]:
    """Rows of the table."""
    villages = villages_of(rows, source)
    return [row_shown(row, source, villages) for row in rows]


def row_shown(row: Row, source: Source, villages: Mapping[str, str]) -> dict[str, Any]:
    """One row of the table."""
    return {
        "row": row,
        "line": row.line if row.line > 0 else None,
        "nik": masked(row.nik) if row.nik else "",
        "card": masked(row.card) if row.card else "",
        "code": row.facility or "" if source.does == "facilities" else "",
        "known": row.outcome in (Row.Outcome.CHANGED, Row.Outcome.UNCHANGED),
        "written": without_numbers(row.written),
        "outcome": OUTCOMES[Row.Outcome(row.outcome)],
        "tone": OUTCOME_TONES.get(Row.Outcome(row.outcome), "quiet"),
        "reason": reason_words(row.reason) if row.reason else None,
        "noted": reason_words(row.trouble) if row.trouble and row.trouble != row.reason else None,
        "facts": facts_of(row, source, villages),
    }


COLUMNS: Final = {
    "line": Words("Baris", "Row"),
    "outcome": Words("Hasil", "Outcome"),
    "reason": Words("Sebab", "Reason"),
    "noted": Words("Catatan", "Note"),
    "nik": Words("NIK", "NIK"),
    "card": Words("Nomor KK", "Family card"),
    "code": Words("Kode", "Code"),
    "name": Words("Nama", "Name"),
    "written": Words("Tertulis", "As written"),
    "change": Words("Perubahan", "Change"),
}


AT_ONCE: Final = 1_000
"""Rows of a file whose villages are asked for together."""


def batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Rows, so many at a time."""
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def lines(rows: Iterable[Row], source: Source) -> Iterable[list[object]]:
    """The rows for a file; the number of a row is the one in the file that was brought."""
    for one in chain.from_iterable(rows_shown(some, source) for some in batched(rows, AT_ONCE)):
        change = "; ".join(f"{words}: {was} -> {now}" for words, was, now in one["facts"])
        yield [
            one["line"] or "",
            str(one["outcome"]),
            str(one["reason"] or ""),
            str(one["noted"] or ""),
            one["nik"],
            one["card"],
            one["code"],
            one["row"].name or "",
            one["written"],
            change,
        ]


def upload_shown(upload: Upload) -> dict[str, Any]:
    """One list in the table of the desk."""
    counts = upload.counts
    return {
        "upload": upload,
        "kind": SOURCES[upload.kind].words,
        "state": STATES[Upload.State(upload.state)],
        "tone": TONES.get(Upload.State(upload.state), "quiet"),
        "happens": sum(counts.get(outcome, 0) for outcome in HAPPENS),
        "wrong": sum(counts.get(outcome, 0) for outcome in WRONG),
    }


def counts_shown(upload: Upload) -> list[tuple[str, Words, int, str, bool]]:
    """How many rows have which outcome, in the order people read them."""
    return [
        (outcome.value, OUTCOMES[outcome], count, OUTCOME_TONES.get(outcome, ""), outcome in WRONG)
        for outcome in OUTCOMES
        if (count := upload.counts.get(outcome, 0))
    ]


def reasons_shown(upload: Upload, outcome: str) -> list[tuple[str, Words, int]]:
    """Why rows have an outcome, the commonest first."""
    reasons = upload.reasons.get(outcome, {})
    return [(name, reason_words(name), count) for name, count in sorted(reasons.items(), key=lambda one: -one[1])]


def skipped_shown(upload: Upload) -> list[tuple[Words, int]]:
    """What was no data."""
    return [(SKIPPED[name], count) for name, count in upload.skipped.items() if name in SKIPPED]


def place_shown(upload: Upload) -> str:
    """Where a list is about."""
    return name_of(upload.area, timezone.localdate()) if upload.area else said("seluruh negeri", "the whole country")


def names_of_staff(*numbers: int | None) -> dict[int, str]:
    """What these people are called."""
    known = [number for number in numbers if number]
    return dict(Staff.objects.filter(pk__in=known).values_list("pk", "name")) if known else {}
