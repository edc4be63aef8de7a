"""Who lives together: shapes of households, and ages that fit between a mother and her children."""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np

from harapan.population.days import number_of, years
from harapan.population.dice import Dice, Ids, Whole, Yes


class Shape(NamedTuple):
    """A shape of household. Elders first means that an elder is its head and the children are grandchildren."""

    weight: float
    grandfather: int
    grandmother: int
    elders_first: int
    father: int
    mother: int
    children: int


SHAPES: Final = {
    "couple with children": Shape(0.595, 0, 0, 0, 1, 1, 1),
    "mother alone": Shape(0.105, 0, 0, 0, 0, 1, 1),
    "father alone": Shape(0.012, 0, 0, 0, 1, 0, 1),
    "with a grandmother": Shape(0.085, 0, 1, 0, 1, 1, 1),
    "with a grandfather": Shape(0.028, 1, 0, 0, 1, 1, 1),
    "grandmother with daughter": Shape(0.040, 0, 1, 1, 0, 1, 1),
    "grandparents with daughter": Shape(0.020, 1, 1, 1, 0, 1, 1),
    "grandmother alone with grandchildren": Shape(0.028, 0, 1, 1, 0, 0, 1),
    "grandparents with grandchildren": Shape(0.015, 1, 1, 1, 0, 0, 1),
    "elder woman alone": Shape(0.034, 0, 1, 1, 0, 0, 0),
    "elder man alone": Shape(0.011, 1, 0, 1, 0, 0, 0),
    "elder couple": Shape(0.027, 1, 1, 1, 0, 0, 0),
}
TABLE: Final = np.array([shape[1:] for shape in SHAPES.values()], dtype=np.int64)
GRANDFATHER, GRANDMOTHER, FATHER, MOTHER, CHILD = range(5)
WOMEN: Final = (GRANDMOTHER, MOTHER)
RELATIONS: Final = ("head", "spouse", "child", "grandchild", "parent", "other")
HEAD, SPOUSE, OWN_CHILD, GRANDCHILD, PARENT, OTHER = range(6)
CHILDREN: Final = (0.50, 0.34, 0.115, 0.035, 0.01)
"""Shares of one, two ... five children at home, where there are any."""
YOUNGEST: Final = ((0, 6, 0.30), (6, 12, 0.35), (12, 15, 0.18), (15, 18, 0.13), (18, 22, 0.04))
"""From which age, below which age, and which share: the age of the youngest child, who decides a family's component."""
OLDEST_AGE: Final = 98


@dataclass(frozen=True)
class Kin:
    """The members of n families, family by family, the head first. Arrays have one entry for each member."""

    row: Whole  # which family, counted from 0
    start: Whole  # of each family: its first member
    role: Whole
    relation: Whole
    born: Whole  # days
    woman: Yes
    children: Whole  # of each family
    youngest: Whole  # of each family: age of the youngest child in days, a large number without children
    mother: Whole  # of each member: where the mother is among the members, -1 if not here
    caretaker: Whole  # of each family: where the caretaker is among the members


def shapes(dice: Dice, families: Ids, grown: Yes) -> tuple[Whole, Whole]:
    """The shape (index of SHAPES) and number of children of each family; families grown out are couples."""
    shape = dice.one_of([each.weight for each in SHAPES.values()], families, "shape")
    shape = np.where(grown, 0, shape)
    return shape, (dice.one_of(CHILDREN, families, "children") + 1) * TABLE[shape, 5]


def sizes(dice: Dice, families: Ids, grown: Yes) -> Whole:
    """How many members each family has: all one needs to know to give ids to those who come after."""
    shape, children = shapes(dice, families, grown)
    grandfather, grandmother, _, father, mother, _ = TABLE[shape].T
    return np.asarray(grandfather + grandmother + father + mother + children)


def households(dice: Dice, families: Ids, first_member: int, grown: Yes, day: date) -> Kin:
    """The members of these families as they are on a day. Ids of members run on from `first_member`."""
    shape, children = shapes(dice, families, grown)
    grandfather, grandmother, elders_first, father, mother, _ = TABLE[shape].T
    size = grandfather + grandmother + father + mother + children
    start = np.cumsum(size) - size
    row = np.repeat(np.arange(len(families)), size)
    slot = np.arange(len(row)) - start[row]
    people = first_member + np.arange(len(row))

    lead = np.where(elders_first == 1, grandfather + grandmother, 0)
    role, order = roles(slot - lead[row], slot, grandfather[row], father[row], mother[row], children[row])
    ages, youngest = family_ages(dice, families, shape, children, grown)
    age = np.choose(
        role, [ages.grandfather[row], ages.grandmother[row], ages.father[row], ages.mother[row], 0]
    ) + np.where(role == CHILD, ages.children[row, (children[row] - 1 - order).clip(0, len(CHILDREN) - 1)], 0)
    woman = np.isin(role, WOMEN) | ((role == CHILD) & dice.happens(0.49, people, "daughter"))

    grandmother_at = start + grandfather + np.where(elders_first == 1, 0, father + mother + children)
    mother_at = np.where(role == CHILD, (start + lead + father)[row], grandmother_at[row])
    has_mother = np.select(
        [role == CHILD, (role == MOTHER) & (elders_first[row] == 1), (role == FATHER) & (elders_first[row] == 0)],
        [mother[row], grandmother[row], grandmother[row]],
        0,
    )
    return Kin(
        row=row,
        start=start,
        role=role,
        relation=relations(dice, people, role, slot, elders_first[row], grandfather[row]),
        born=number_of(day) - age,
        woman=woman,
        children=children,
        youngest=youngest,
        mother=np.where(has_mother == 1, mother_at, -1),
        caretaker=caretakers(dice, families, start, lead, grandfather, grandmother, elders_first, father, mother),
    )


def roles(
    place: Whole, slot: Whole, grandfather: Whole, father: Whole, mother: Whole, children: Whole
) -> tuple[Whole, Whole]:
    """What each member is, and for children which, the oldest first. `place` is the slot after elders that lead."""
    order = place - father - mother
    after = order - children
    elder = np.where(place < 0, slot, after)
    role = np.full(len(place), CHILD)
    role[(place >= 0) & (order < 0)] = MOTHER
    role[(place >= 0) & (place < father)] = FATHER
    is_elder = (place < 0) | (after >= 0)
    role[is_elder] = np.where(elder < grandfather, GRANDFATHER, GRANDMOTHER)[is_elder]
    return role, order


class Ages(NamedTuple):
    """Ages in days, one for each family; children's by how many are younger (n x 5)."""

    grandfather: Whole
    grandmother: Whole
    father: Whole
    mother: Whole
    children: Whole


def family_ages(dice: Dice, families: Ids, shape: Whole, children: Whole, grown: Yes) -> tuple[Ages, Whole]:
    """Ages that fit: children at least 13 months apart, mothers 17 to 34 at the first, elders a generation above."""
    band = dice.one_of([share for _, _, share in YOUNGEST], families, "age of the youngest")
    band = np.where(grown, 4, np.where(children > 3, np.minimum(band, 1), band))
    low = np.array([years(low) for low, _, _ in YOUNGEST])[band]
    high = np.array([years(high) for _, high, _ in YOUNGEST])[band]
    youngest = low + dice.below(high - low, families, "days of the youngest") + np.where(grown, years(2.6), 0)
    gaps = [np.zeros_like(youngest)]
    gaps += [dice.humped(400, 2400, families, f"gap {place}") for place in range(len(CHILDREN) - 1)]
    steps = youngest[:, None] + np.cumsum(np.stack(gaps, axis=1), axis=1)
    oldest = steps[np.arange(len(families)), np.maximum(children - 1, 0)]

    elders_first, father_here, mother_here = TABLE[shape, 2], TABLE[shape, 3], TABLE[shape, 4]
    latest = years(34) - years(2.5) * np.maximum(children - 1, 0)
    mother = oldest + dice.humped(years(17.2), latest, families, "age at the first child")
    father = mother + dice.humped(years(-3), years(11), families, "years a husband is older")
    alone = dice.humped(years(60), years(89), families, "age of an elder alone")
    raising = oldest + dice.humped(years(36), years(58), families, "age at the first grandchild")
    above = np.where((father_here == 1) & (elders_first == 0), np.maximum(father, mother), mother)
    above = above + dice.humped(years(17), years(33), families, "years an elder is older")
    grandmother = np.where(children == 0, alone, np.where(mother_here + father_here == 0, raising, above))
    grandmother = np.minimum(grandmother, years(OLDEST_AGE - 6) + dice.below(300, families, "oldest"))
    grandfather = grandmother + dice.humped(0, years(6), families, "years a grandfather is older")
    return Ages(grandfather, grandmother, father, mother, steps), np.where(children > 0, youngest, years(1000))


def relations(dice: Dice, people: Ids, role: Whole, slot: Whole, elders_first: Whole, grandfather: Whole) -> Whole:
    """How each member is related to the head, who is always the first."""
    led = elders_first == 1
    child = np.where(led, GRANDCHILD, np.where(dice.happens(0.02, people, "nephew or niece"), OTHER, OWN_CHILD))
    elder = np.where(led & (grandfather == 1) & (role == GRANDMOTHER), SPOUSE, PARENT)
    mother = np.where(led, OWN_CHILD, SPOUSE)
    relation = np.select([role == CHILD, role == MOTHER, role == FATHER], [child, mother, HEAD], elder)
    return np.where(slot == 0, HEAD, relation)


def caretakers(
    dice: Dice,
    families: Ids,
    start: Whole,
    lead: Whole,
    grandfather: Whole,
    grandmother: Whole,
    elders_first: Whole,
    father: Whole,
    mother: Whole,
) -> Whole:
    """Where the caretaker stands: the mother, else the grandmother, else a man; rarely the father by choice."""
    father_instead = (father == 1) & dice.happens(0.015, families, "father is caretaker")
    elder_woman = (elders_first == 1) & (grandmother == 1)
    return start + np.select(
        [father_instead, mother == 1, elder_woman], [lead, lead + father, grandfather], np.zeros_like(start)
    )
