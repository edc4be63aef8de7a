"""What was answered, in words: for whoever reads it over before sending, and for whoever confirms it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from harapan.console.candidates.forms.door import PLACES
from harapan.intake.visits.finding import HERE, PROXY, Person
from harapan.intake.visits.outcomes import OUTCOMES, PAPERS
from harapan.lib.identifiers import masked
from harapan.policy.words import GRADES, SCHOOLS
from harapan.ui.templatetags.harapan import day
from harapan.ui.words import Words, said

TITLES: Final = {
    "found": Words("Ditemui di alamatnya?", "Met at the address?"),
    "standing": Words("Keadaan keluarga", "How the family is doing"),
    "household": Words("Siapa tinggal di sini", "Who lives here"),
    "newcomers": Words("Anggota baru", "People not on record"),
    "components": Words("Yang ditemukan pada tiap anggota", "What was found of each"),
    "papers": Words("Dokumen identitas", "Identity papers"),
    "caretaker": Words("Pengurus dan penyaluran", "Caretaker and payment"),
    "commitment": Words("Komitmen", "Commitment"),
    "photo": Words("Foto dan lokasi", "Photo and position"),
}
"""Every question in a few words, in the order in which they are asked."""

FOUND: Final = {"found": Words("Ditemui", "Met")}
STANDING: Final = {"poor": Words("Miskin atau rentan", "Poor or vulnerable")}


@dataclass(frozen=True)
class Row:
    """One question with what was answered; no lines where nothing was yet."""

    question: str
    title: Words
    lines: tuple[str, ...]
    answered: bool


def rows(questions: Sequence[str], answers: Mapping[str, Any], persons: Sequence[Person]) -> list[Row]:
    """These questions as far as they were answered."""
    return [
        Row(
            name,
            TITLES[name],
            tuple(TELLERS[name](answers[name], persons)) if name in answers else (),
            name in answers,
        )
        for name in questions
    ]


def _found(value: Mapping[str, Any], _: Sequence[Person]) -> Iterator[str]:
    words = FOUND.get(value["result"]) or OUTCOMES[value["result"]].words
    yield f"{words}, {day(date.fromisoformat(value['on']))}"
    yield from _note(value)


def _standing(value: Mapping[str, Any], _: Sequence[Person]) -> Iterator[str]:
    yield str(STANDING.get(value["result"]) or OUTCOMES[value["result"]].words)
    yield from _note(value)


def _household(value: Mapping[str, Any], persons: Sequence[Person]) -> Iterator[str]:
    for person in persons:
        told = value.get(person.key)
        if told:
            nik = f" · NIK {masked(told['nik'])}" if told.get("nik") else ""
            yield f"{person.name}: {PLACES[told.get('where', HERE)]}{nik}"


def _newcomers(value: Mapping[str, Any], _: Sequence[Person]) -> Iterator[str]:
    for row in value["rows"]:
        nik = f" · NIK {masked(row['nik'])}" if row.get("nik") else f" · {said('belum ada NIK', 'no NIK yet')}"
        yield f"{row['name']}, {said('lahir', 'born')} {day(date.fromisoformat(row['born']))}{nik}"
    if not value["rows"]:
        yield said("Tidak ada", "Nobody")


def _components(_: Mapping[str, Any], persons: Sequence[Person]) -> Iterator[str]:
    for person in persons:
        if not person.lives_here:
            continue
        told = [SCHOOLS[person.school]] if person.school else []
        told += [GRADES[person.disability]] if person.disability else []
        facts = [said(title.id, title.en) for title in told]
        if person.pregnancy:
            facts.append(said(f"kehamilan ke-{person.pregnancy}", f"pregnancy number {person.pregnancy}"))
        yield f"{person.name}: {', '.join(facts) or '–'}"


def _papers(value: Mapping[str, Any], _: Sequence[Person]) -> Iterator[str]:
    seen = value["card"] == "seen"
    yield said("KK dilihat", "Family card seen") if seen else said("KK tidak dilihat", "Family card not seen")
    if value.get("number"):
        yield f"KK {masked(value['number'])}"
    if value.get("missing"):
        yield str(PAPERS[value["missing"]].words)


def _caretaker(value: Mapping[str, Any], persons: Sequence[Person]) -> Iterator[str]:
    if value["who"] == PROXY:
        proxy = value["proxy"]
        yield said(
            f"{proxy['name']}, kuasa dengan surat {proxy['letter']}",
            f"{proxy['name']}, proxy by letter {proxy['letter']}",
        )
    else:
        yield next((person.name for person in persons if person.key == value["who"]), "–")
    at_home = value["channel"] == "post"
    yield (
        said("Dibayar di rumah oleh PT Pos", "Paid at home by the post")
        if at_home
        else said("Rekening dan kartu (KKS)", "Account and card (KKS)")
    )
    if value.get("home_visits"):
        yield said("Kunjungan rumah, bukan P2K2", "Home visits instead of sessions")


def _commitment(value: Mapping[str, Any], _: Sequence[Person]) -> Iterator[str]:
    if value["signed"]:
        on = day(date.fromisoformat(value["on"])) if value.get("on") else ""
        yield said(f"Ditandatangani {value.get('by', '')}, {on}", f"Signed by {value.get('by', '')}, {on}")
    else:
        yield said("Keluarga menolak menandatangani", "The family refuses to sign")
        yield from _note(value)


def _photo(value: Mapping[str, Any], _: Sequence[Person]) -> Iterator[str]:
    yield said("Keluarga mengizinkan", "The family agrees") if value.get("consent") else said("Tanpa foto", "No photo")
    if value.get("latitude"):
        yield f"{value['latitude']}, {value.get('longitude', '')}"


def _note(value: Mapping[str, Any]) -> Iterator[str]:
    if value.get("note"):
        yield value["note"]


TELLERS: Final = {
    "found": _found,
    "standing": _standing,
    "household": _household,
    "newcomers": _newcomers,
    "components": _components,
    "papers": _papers,
    "caretaker": _caretaker,
    "commitment": _commitment,
    "photo": _photo,
}
