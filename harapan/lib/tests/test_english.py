"""One family, two families."""

import pytest

from harapan.lib.english import agree


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
