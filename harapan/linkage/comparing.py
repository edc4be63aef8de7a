"""What is compared, in which degrees of likeness, and which records are looked at side by side at all.

A comparison is a list of levels, best first; the first that holds is the evidence. Nothing is compared that only says
"of the same household": a family card would make brothers look like one person.
"""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class Level:
    """One degree of likeness: its name, when it holds (`_l` and `_r` are the two records), and how many share the
    value, if rare ones are to weigh more (`by_rarity` is a column).
    """

    name: str
    holds: str
    by_rarity: str = ""


@dataclass(frozen=True)
class Comparison:
    """One kind of evidence; whatever fits no level is `different`, and a missing value says nothing."""

    name: str
    missing: str
    levels: tuple[Level, ...]


LONG_ENOUGH: Final = 4
"""Letters of a single name that says something by standing within another."""
SAME_FAMILY: Final = "family_l = family_r"
"""Within a family it says nothing that mother and village are the same: brothers have them too."""
LIKENESS: Final = "greatest(jaro_similarity(name_l, name_r), jaro_similarity(name_key_l, name_key_r)) >= 0.86"
"""In the order of the name, or of the alphabet."""


def _mistyped(*columns: str) -> str:
    """A letter wrong, left out, doubled or changed places: one in six, at least one. Likeness that counts a common
    beginning more (Jaro-Winkler) takes SITI MASITAH for SITI SALMAH, and found three times as many strangers.
    """
    signs = ", ".join(f"damerau_levenshtein({column}_l, {column}_r)" for column in columns)
    least = f"least(length({columns[0]}_l), length({columns[0]}_r))"
    return f"least({signs}) <= greatest(1, {least} // 6)"


def _within(column: str) -> str:
    """All words of one name stand in the other: SITI AMINAH and AMINAH."""
    left, right = f"string_split({column}_l, ' ')", f"string_split({column}_r, ' ')"
    enough = f"least(length({column}_l), length({column}_r)) >= {LONG_ENOUGH}"
    return f"{enough} and (list_has_all({left}, {right}) or list_has_all({right}, {left}))"


COMPARISONS: Final = (
    Comparison(
        "name",
        "name_key_l is null or name_key_r is null",
        (
            Level("same", "name_key_l = name_key_r", by_rarity="name_key"),
            Level("alike", _mistyped("name", "name_key")),
            Level("part", _within("name_key")),
            Level("near", LIKENESS),
        ),
    ),
    Comparison(
        "born",
        "born_l is null or born_r is null",
        (
            Level("same", "born_l = born_r", by_rarity="born"),
            Level("turned", "born_turned_l = born_turned_r"),
            Level("year", "born_year_l = born_year_r and (born_in_some_year_l or born_in_some_year_r)"),
            Level("one_sign", "damerau_levenshtein(born_l, born_r) <= 1"),
            Level("near", "abs(date_diff('day', born_l::date, born_r::date)) <= 366"),
        ),
    ),
    Comparison("sex", "sex_l is null or sex_r is null", (Level("same", "sex_l = sex_r"),)),
    Comparison(
        "mother",
        f"mother_key_l is null or mother_key_r is null or {SAME_FAMILY}",
        (
            Level("same", "mother_key_l = mother_key_r", by_rarity="mother_key"),
            Level("alike", _mistyped("mother")),
            Level("part", _within("mother_key")),
        ),
    ),
    # No level for NIKs that are nearly the same: six digits are the birth date and most serials are 0001, so people of
    # one day and district have nearly the same NIK. Measured: such a level cost three points of precision.
    Comparison("nik", "nik_l is null or nik_r is null", (Level("same", "nik_l = nik_r"),)),
    Comparison(
        "area",
        f"village_l is null or village_r is null or {SAME_FAMILY}",
        (
            Level("village", "village_l = village_r"),
            Level("district", "district_l = district_r"),
            Level("regency", "regency_l = regency_r"),
        ),
    ),
)
"""Every kind of evidence."""

LOOKED_AT: Final = (
    "l.nik = r.nik",
    "l.card = r.card and l.sex = r.sex and l.family <> r.family and abs(l.born_year - r.born_year) <= 1",
    "l.name_key = r.name_key and l.born_year = r.born_year",
    "l.name_longest = r.name_longest and l.born_turned = r.born_turned",
    "l.name_key = r.name_key and l.village = r.village",
    "l.mother_key = r.mother_key and l.born = r.born and l.sex = r.sex",
    "l.village = r.village and l.born = r.born",
    "l.born = r.born and l.sex = r.sex and substr(l.name_key, 1, 2) = substr(r.name_key, 1, 2)",
)
"""Two records are compared if one of these holds. Each begins with equalities, so that a hash finds them."""

LEARNT_ON: Final = (
    "l.nik = r.nik",
    "l.name_key = r.name_key and l.born = r.born",
    "l.mother_key = r.mother_key and l.born = r.born",
)
"""Pairs among which expectation maximisation tells how often each level holds for the same person: between them they
leave every comparison free at least once."""
SURE: Final = (
    "l.nik = r.nik and l.name_key = r.name_key",
    "l.name_key = r.name_key and l.born = r.born and l.mother_key = r.mother_key",
)
"""Pairs that are hardly ever two people, and the share of all doubles they are thought to be."""
SURE_SHARE: Final = 0.5


def settings() -> dict[str, Any]:
    """All of it in the words of Splink, not learnt yet."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "id",
        "comparisons": [_told(one) for one in COMPARISONS],
        "blocking_rules_to_generate_predictions": [{"blocking_rule": rule} for rule in LOOKED_AT],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "additional_columns_to_retain": ["family"],
    }


def _told(one: Comparison) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": one.missing, "label_for_charts": "missing", "is_null_level": True}
    ]
    for level in one.levels:
        rare = {"tf_adjustment_column": level.by_rarity, "tf_adjustment_weight": 1.0} if level.by_rarity else {}
        levels.append({"sql_condition": level.holds, "label_for_charts": level.name, **rare})
    levels.append({"sql_condition": "ELSE", "label_for_charts": "different"})
    return {"output_column_name": one.name, "comparison_levels": levels}
