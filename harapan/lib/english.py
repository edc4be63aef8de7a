"""English says one family and two families; Indonesian has no such trouble."""

import re

CHOICE = re.compile(r"\[([^][|]*)\|([^][|]*)\]")


PLURAL = re.compile(r"^((?:calendar )?[a-z]+?)(ies|s)\b")


def singular(words: str) -> str:
    """`families per year` as it is said of one: `family per year`. What is no plural, as `IDR per year`, stays."""
    return PLURAL.sub(lambda found: found[1] + ("y" if found[2] == "ies" else ""), words)


def agree(sentence: str, count: object) -> str:
    """`3 [family|families] [has|have] moved` as it is said of so many; `count` may be a number or a number as text."""
    return CHOICE.sub(r"\1" if str(count) == "1" else r"\2", sentence)
