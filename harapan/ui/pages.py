"""Lists in pages, where page 10.000 costs what page 1 does: each goes on after the last row of the one before."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Func, Model, Q, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan

from harapan.lib.rupiah import number
from harapan.ui.words import said

Row = TypeVar("Row")
LONGEST_CURSOR: Final = 1_000
"""Characters; a longer one is nobody's."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the cursors of the pages beside it; `None` where there is none."""

    rows: list[Row]
    next: str | None
    previous: str | None


@dataclass(frozen=True)
class About:
    """How many rows there are, counted only so far: `more` says that there are more than `count`."""

    count: int
    more: bool

    def __str__(self) -> str:
        counted = number(self.count)
        return said(f"lebih dari {counted}", f"more than {counted}") if self.more else counted

    def __bool__(self) -> bool:
        return self.count > 0


def page_of(
    rows: QuerySet[Any, Row], query: Mapping[str, str], keys: Sequence[str] = ("id",), size: int = 50
) -> Page[Row]:
    """The page that `?after=` or `?before=` in the address asks for; the first one if they say nothing or nonsense.

    `keys` name the columns of the order, `-amount` downwards; together they are unique, and none is ever null. Where
    all run the same way an index on them serves every page.
    """
    order = [_Key.of(key, rows) for key in keys]
    if (after := _read(query.get("after"), order)) is not None:
        found, more = _take(_beyond(rows, order, after), order, size)
        if found:
            return Page(found, _cursor(found, -1, order) if more else None, _cursor(found, 0, order))
    if (before := _read(query.get("before"), order)) is not None:
        back = [key.turned() for key in order]
        found, more = _take(_beyond(rows, back, before), back, size)
        if more:
            found.reverse()
            return Page(found, _cursor(found, -1, order), _cursor(found, 0, order))
    found, more = _take(rows, order, size)
    return Page(found, _cursor(found, -1, order) if more else None, None)


def about(rows: QuerySet[Any, Any], limit: int = 1001) -> About:
    """How many rows, without counting further than `limit`: 1,001 or more are "more than 1.000"."""
    counted = rows.order_by()[:limit].count()
    return About(min(counted, limit - 1), counted >= limit)


# -- order -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Key:
    """One column of the order."""

    name: str
    down: bool
    field: "Field[Any, Any]"

    @classmethod
    def of(cls, key: str, rows: QuerySet[Any, Any]) -> "_Key":
        name = key.removeprefix("-")
        return cls(name, key.startswith("-"), F(name).resolve_expression(rows.query.clone()).output_field)

    def turned(self) -> "_Key":
        return _Key(self.name, not self.down, self.field)

    @property
    def ordering(self) -> str:
        return f"-{self.name}" if self.down else self.name

    def value_in(self, row: Any) -> Any:
        """The row's value, be it an object or a mapping."""
        if isinstance(row, Mapping):
            return row[self.name]
        for part in self.name.split("__"):
            row = getattr(row, part)
        return row.pk if isinstance(row, Model) else row

    def clean(self, text: Any) -> Any:
        """A value somebody may have typed; refuses what the column cannot hold."""
        if isinstance(text, str) and "\0" in text:
            raise ValidationError("no text")
        value = self.field.to_python(text)
        if value is None:
            raise ValidationError("no value")
        self.field.run_validators(value)
        return value


class _Together(Func):
    """Several columns compared as one, which lets PostgreSQL walk an index on them."""

    template = "(%(expressions)s)"


def _beyond(rows: QuerySet[Any, Row], order: list[_Key], place: list[Any]) -> QuerySet[Any, Row]:
    """The rows that come after this place."""
    if len({key.down for key in order}) > 1:
        return rows.filter(_beyond_in_turns(order, place))
    field = order[0].field
    columns = _Together(*(F(key.name) for key in order), output_field=field)
    values = _Together(
        *(Value(value, output_field=key.field) for key, value in zip(order, place, strict=True)), output_field=field
    )
    return rows.filter(LessThan(columns, values) if order[0].down else GreaterThan(columns, values))


def _beyond_in_turns(order: list[_Key], place: list[Any]) -> Q:
    """Columns that run different ways: further in the first, or as far in it and further in the rest."""
    (key, *rest), (value, *values) = order, place
    beyond = Q(**{f"{key.name}__{'lt' if key.down else 'gt'}": value})
    if not rest:
        return beyond
    reached = Q(**{f"{key.name}__{'lte' if key.down else 'gte'}": value})
    return reached & (beyond | _beyond_in_turns(rest, values))


def _take(rows: QuerySet[Any, Row], order: list[_Key], size: int) -> tuple[list[Row], bool]:
    found = list(rows.order_by(*(key.ordering for key in order))[: size + 1])
    return found[:size], len(found) > size


# -- cursors ---------------------------------------------------------------------------------------------------------


def _cursor(rows: list[Any], place: int, order: list[_Key]) -> str:
    """Where a row stands, in a form for addresses."""
    values = [key.value_in(rows[place]) for key in order]
    plain = json.dumps(values, default=_written, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _read(cursor: str | None, order: list[_Key]) -> list[Any] | None:
    """The place a cursor names; `None` for one that names none, whoever made it up."""
    if not cursor or len(cursor) > LONGEST_CURSOR:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(order):
            return None
        return [key.clean(value) for key, value in zip(order, values, strict=True)]
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError, ValidationError):
        return None
