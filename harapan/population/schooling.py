"""Who goes to which school on a day: a function of the child and the day, so that every July moves them by itself."""

from datetime import date
from typing import Final

import numpy as np

from harapan.population.days import age
from harapan.population.dice import Dice, Ids, Whole, Yes

SCHOOLS: Final = ("", "paud", "sd", "smp", "sma", "college")
NONE, PAUD, SD, SMP, SMA, COLLEGE = range(6)
PUPILS: Final = ("sd", "smp", "sma")
FIRST_DAY: Final = (7, 15)
"""A school year begins in the middle of July; the exact day differs by province and year."""
STARTS: Final = {6: 0.66, 7: 0.31, 8: 0.03}
"""Completed years on 1 July at which children begin primary school."""
LEAVES: Final = {0: 0.006, 4: 0.010, 6: 0.022, 7: 0.012, 9: 0.045, 10: 0.025, 12: 0.88}
"""After how many grades they leave: before the first, during a school, or between two."""
AT_PAUD: Final = {3: 0.20, 4: 0.38, 5: 0.62, 6: 0.62}
STUDIES: Final = 0.07
NEVER_ENROLLED: Final = 0.55
"""Of the severely disabled; special schools are rare."""


def school_year(day: date) -> int:
    """The year in which the school year of this day began."""
    return day.year if (day.month, day.day) >= FIRST_DAY else day.year - 1


def school_on(dice: Dice, people: Ids, born: Whole, severe: Yes, day: date) -> Whole:
    """The school (index of SCHOOLS) each person goes to on a day."""
    entry = age(born, date(school_year(day), 7, 1))
    begins = np.array(list(STARTS))[dice.one_of(list(STARTS.values()), people, "starts school")]
    leaves = np.array(list(LEAVES))[dice.one_of(list(LEAVES.values()), people, "leaves school")]
    grade = entry - begins
    stays = (grade >= 0) & (grade < leaves)
    school = np.select([stays & (grade < 6), stays & (grade < 9), stays & (grade < 12)], [SD, SMP, SMA], NONE)
    studies = (leaves == 12) & (grade >= 12) & (grade < 16) & dice.happens(STUDIES, people, "studies")
    school = np.where(studies, COLLEGE, school)
    share = np.select([entry == years for years in AT_PAUD], list(AT_PAUD.values()), 0.0)
    school = np.where((grade < 0) & dice.happens(share, people, "goes to paud"), PAUD, school)
    return np.where(severe & dice.happens(NEVER_ENROLLED, people, "never enrolled"), NONE, school)


def in_register(dice: Dice, people: Ids, school: Whole) -> tuple[Yes, Yes]:
    """Of pupils: known to a register, and known not to be (the rest is unknown). Moved pupils are found later."""
    pupil = (school == SD) | (school == SMP) | (school == SMA)
    found = dice.one_of((0.955, 0.015, 0.03), people, "education register")
    return pupil & (found == 0), pupil & (found == 1)
