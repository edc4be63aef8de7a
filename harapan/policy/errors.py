"""What is wrong with a policy folder, said so that its author can go to the line and mend it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in one file. `line` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}" if self.line else f"{self.file or '-'}: {self.sentence}"


class PolicyError(Exception):
    """The policy cannot be used; `problems` lists every fault found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnknownCycle(Exception):
    """No calendar has this cycle; the sentence names the valid ones nearby."""

    def __init__(self, cycle: str, near: Iterable[str]) -> None:
        self.cycle = cycle
        self.near = tuple(near)
        known = ", ".join(self.near) if self.near else "none at all"
        super().__init__(f"there is no cycle {cycle!r}; the cycles near it are {known}")


class LowConfidence(Exception):
    """The stage rests on values nobody could confirm; they may be shown, and paid only on an explicit switch."""

    def __init__(self, cycle: str, rules: Iterable[str]) -> None:
        self.cycle = cycle
        self.rules = tuple(rules)
        super().__init__(
            f"cycle {cycle} rests on values of low confidence ({', '.join(self.rules)}); "
            "they can be shown, but are used only when low confidence is explicitly accepted"
        )
