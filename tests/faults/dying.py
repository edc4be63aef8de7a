"""A process that dies, as by `kill -9`, at a moment of one's choice: nothing else in it is different.

It dies at the `turn`-th statement (or rename of a file) that contains all the words, just before it or right after;
the kernel ends the process, and no clean-up runs.
"""

import os
import signal
import sys
from typing import Any, Literal

from django.db import connections
from django.db.backends.signals import connection_created

When = Literal["before", "after"]


class Moment:
    """The moment of death, which comes nearer with each statement and each rename that is the one meant."""

    def __init__(self, when: When, turn: int, words: tuple[str, ...]) -> None:
        self.when, self.left, self.words = when, turn, words

    def has_come(self, text: str) -> bool:
        """Whether this is the moment."""
        if not all(word in text for word in self.words):
            return False
        self.left -= 1
        return self.left == 0

    def at_statement(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Around every statement of every connection."""
        now = self.has_come(f"{sql} {params}")
        if now and self.when == "before":
            die()
        done = execute(sql, params, many, context)
        if now:
            die()
        return done

    def at_rename(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Just before a file or folder gets its final name."""
        if event == "os.rename" and self.has_come(f"rename {arguments[0]} {arguments[1]}"):
            die()

    def watch(self, connection: Any, **_: Any) -> None:
        """From a connection's first statement on."""
        connection.execute_wrappers.append(self.at_statement)


def die() -> None:
    """Nobody can catch this."""
    os.kill(os.getpid(), signal.SIGKILL)


def expect(moment: Moment) -> None:
    """From now on this process waits for its moment."""
    assert not any(known.connection for known in connections.all(initialized_only=True)), "it has begun already"
    connection_created.connect(moment.watch, weak=False)
    sys.addaudithook(moment.at_rename)
