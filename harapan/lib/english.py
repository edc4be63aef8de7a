"""English says one family and two families; Indonesian has no such trouble."""

import re

CHOICE = re.compile(r"\[([^][|]*)\|([^][|]*)\]")


def agree(sentence: str, count: object) -> str:
    """`3 [family|families] [has|have] moved` as it is said of so many; `count` may be a number or a number as text."""
    return CHOICE.sub(r"\1" if str(count) == "1" else r"\2", sentence)
