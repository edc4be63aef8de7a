"""Lines of the technical log: JSON, one thing each, and never a value that belongs to a person.

Who did what to whom is the audit log's to say. This one is for whoever keeps the machines, may be read by many and
travels far: so it holds names of routes, numbers of staff, kinds of errors and places in the code, but no address as
typed, no query, no message of an exception and nothing that was filled into a message.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any, Final

import structlog
from structlog.typing import EventDict, WrappedLogger

LEVELS: Final = ("debug", "info", "warning", "error")
SPARING: Final = ("django.request", "django.security.csrf", "django.security.DisallowedHost", "axes")
"""Loggers that repeat what our own lines say, or what people typed."""
FRAMES: Final = 12
"""Places in the code told of one accident, the innermost ones."""


def logging_settings(level: str) -> dict[str, Any]:
    """Django's LOGGING; sets up structlog on the way, so that both speak alike."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper("iso", utc=True, key="at"),
            without_values,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": formatter}},
        "handlers": {
            "lines": {"class": "logging.StreamHandler", "formatter": "json"},
            "nowhere": {"class": "logging.NullHandler"},  # without any handler Python would write on the screen
        },
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            "harapan": {"level": level.upper()},
            "django.server": {"handlers": [], "propagate": True},
            **{name: {"handlers": ["nowhere"], "propagate": False} for name in SPARING},
        },
    }


def formatter() -> logging.Formatter:
    """What turns anybody's record into one of our lines."""
    return structlog.stdlib.ProcessorFormatter(
        use_get_message=False,
        pass_foreign_args=True,
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper("iso", utc=True, key="at"),
            as_it_was_written,
            without_values,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=lambda value: type(value).__name__),
        ],
    )


def as_it_was_written(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Others fill values into their sentences: we keep the sentence as it stands in their code, or where it stands."""
    record: logging.LogRecord = line["_record"]
    filled = line.pop("positional_args", None)
    line["event"] = str(line["event"])[:200] if filled else f"said at {_place(record.pathname, record.lineno)}"
    return line


def without_values(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """An exception as its kind and its way through the code: its message may quote people."""
    caught = line.pop("exc_info", None)
    if caught is True:
        caught = sys.exc_info()
    if isinstance(caught, BaseException):
        caught = (type(caught), caught, caught.__traceback__)
    if isinstance(caught, tuple) and caught[1] is not None:
        line.update(accident(caught[1], caught[2]))
    return line


def accident(error: BaseException, trace: TracebackType | None = None) -> dict[str, Any]:
    """What may be told of an exception: its kind, where it went through the code, and what the database calls it."""
    cause = error.__cause__ or error
    said = getattr(cause, "diag", None)
    told = {
        "error": type(error).__name__,
        "because": type(cause).__name__ if cause is not error else None,
        "sqlstate": getattr(cause, "sqlstate", None),
        "constraint": getattr(said, "constraint_name", None),
        "through": [
            f"{_place(frame.filename, frame.lineno or 0)} {frame.name}"
            for frame in traceback.extract_tb(trace or error.__traceback__)[-FRAMES:]
        ],
    }
    return {name: value for name, value in told.items() if value}


def _place(path: str, line: int) -> str:
    """`harapan/payments/ledger.py:12`, wherever it is installed."""
    known = max((path.rfind(root) for root in ("/site-packages/", "/harapan/")), default=-1)
    short = path[known + 1 :].removeprefix("site-packages/") if known >= 0 else path.rpartition("/")[2]
    return f"{short}:{line}"
