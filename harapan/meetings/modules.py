"""What the programme teaches and asks: the files beside its law, read once."""

from functools import cache

from django.conf import settings

from harapan.meetings.models.sessions import Came
from harapan.policy import beside
from harapan.policy.edition import Title
from harapan.ui.words import Words


@cache
def curriculum() -> beside.Curriculum:
    """Modules, sessions and excuses."""
    return beside.curriculum(settings.POLICY)


@cache
def asked() -> beside.HomeVisits:
    """Purposes and answers of home visits, and the sample that is called back."""
    return beside.home_visits(settings.POLICY)


@cache
def work_results() -> tuple[beside.WorkResult, ...]:
    """What a facilitator reports every month."""
    return beside.work_results(settings.POLICY)


def words(title: Title) -> Words:
    """A title in the reader's language."""
    return Words(title.id, title.en)


def session_words(code: str) -> Words:
    """A session by its code; the code itself where the programme has it no more."""
    lesson = curriculum().lessons.get(code)
    return words(lesson.title) if lesson else Words(code, code)


def module_words(code: str) -> Words:
    """The module of a session."""
    return words(curriculum().module_of(code).title) if code in curriculum().lessons else Words("", "")


CAME = {
    Came.PRESENT: Words("Hadir", "Came"),
    Came.ABSENT: Words("Tidak hadir", "Stayed away"),
    Came.EXCUSED: Words("Izin", "Was excused"),
}
"""Whether a family came, in words."""


def came_words(came: str, reason: str) -> Words:
    """Whether, and if not, why."""
    said = CAME[Came(came)]
    why = curriculum().excuses.get(reason)
    return Words(f"{said.id}: {why.id}", f"{said.en}: {why.en}") if why else said
