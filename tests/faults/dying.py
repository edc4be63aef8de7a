"""Runs a command of harapan in a process that dies, as by `kill -9`, at a moment of one's choice.

    python dying.py before|after TURN WORDS... -- COMMAND...
    python dying.py before|after TURN WORDS... -- worker

It dies at the TURN-th statement (or rename of a file) that contains all the WORDS, just before it or right after.
Nothing else is different: the kernel ends the process, and no clean-up runs.
"""

import os
import signal
import sys
from typing import Any

from django.db.backends.signals import connection_created

cut = sys.argv.index("--")
when, turn, *words = sys.argv[1:cut]
seen = 0


def has_come(text: str) -> bool:
    """Whether this is the moment."""
    global seen
    if all(word in text for word in words):
        seen += 1
        return seen == int(turn)
    return False


def die() -> None:
    """Nobody can catch this."""
    os.kill(os.getpid(), signal.SIGKILL)


def at_statement(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Around every statement of every connection."""
    now = has_come(f"{sql} {params}")
    if now and when == "before":
        die()
    done = execute(sql, params, many, context)
    if now:
        die()
    return done


def at_rename(event: str, arguments: tuple[Any, ...]) -> None:
    """Just before a file or folder gets its final name."""
    if event == "os.rename" and has_come(f"rename {arguments[0]} {arguments[1]}"):
        die()


def watch(connection: Any, **_: Any) -> None:
    """From a connection's first statement on."""
    connection.execute_wrappers.append(at_statement)


connection_created.connect(watch)
sys.addaudithook(at_rename)
sys.argv = ["harapan", *sys.argv[cut + 1 :]]

if sys.argv[1:] == ["worker"]:
    from harapan.operations.worker import main

    main()
else:
    from harapan.cli import run

    run()
