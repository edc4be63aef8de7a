"""One family, two families."""

import pytest

from harapan.lib.english import agree, singular


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 family has moved"),
        ("1", "1 family has moved"),
        (0, "0 families have moved"),
        (2, "2 families have moved"),
    ],
)
def test_words_agree_with_their_number(count, said):
    assert agree(f"{count} [family|families] [has|have] moved", count) == said


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("families per year", "family per year"),
        ("calendar days after crediting", "calendar day after crediting"),
        ("months of a quarter", "month of a quarter"),
        ("IDR per year", "IDR per year"),
        ("decile", "decile"),
    ],
)
def test_one_of_many_is_one(many, one):
    assert singular(many) == one
