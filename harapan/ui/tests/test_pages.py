"""Lists in pages: nobody appears twice or is skipped, both ways, and a made-up cursor is the first page."""

import base64
import json

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from harapan.staff.models import Staff
from harapan.ui.pages import About, _Key, _read, about, page_of

ORDERS = [("id",), ("-id",), ("area", "id"), ("-area", "-id"), ("area", "-id"), ("-area", "name", "id")]


@pytest.fixture
def many(db):
    """Twenty-five of them, in few areas and with few names, so that only the number tells them apart."""
    Staff.objects.bulk_create(
        Staff(username=f"guru{n}", name=f"Guru {n % 3}", position="facilitator", area=f"640{n % 4}") for n in range(25)
    )
    return Staff.objects.filter(username__startswith="guru")


def query(**values: str) -> QueryDict:
    asked = QueryDict(mutable=True)
    asked.update(values)
    return asked


def walk(rows, keys, size):
    """Every page from the first to the last."""
    pages = [page_of(rows, query(), keys, size)]
    while pages[-1].next:
        pages.append(page_of(rows, query(after=pages[-1].next), keys, size))
    return pages


@pytest.mark.parametrize("keys", ORDERS)
@pytest.mark.parametrize("size", [1, 7, 25, 26])
def test_walking_on_meets_everybody_once_and_in_order(many, keys, size):
    pages = walk(many, keys, size)

    assert [row for page in pages for row in page.rows] == list(many.order_by(*keys))
    assert pages[0].previous is None


@pytest.mark.parametrize("keys", ORDERS)
def test_walking_back_meets_the_same_pages(many, keys):
    pages = walk(many, keys, 7)

    page = pages[-1]
    for earlier in reversed(pages[:-1]):
        page = page_of(many, query(before=page.previous), keys, 7)
        assert page.rows == earlier.rows

    assert page.previous is None


def test_rows_may_be_mappings_and_columns_of_other_tables(many):
    rows = many.values("area", "id")

    pages = walk(rows, ("-area", "id"), 10)

    assert [row["id"] for page in pages for row in page.rows] == list(
        many.order_by("-area", "id").values_list("id", flat=True)
    )


def test_a_page_whose_rows_are_gone_is_the_first_one(many):
    last = walk(many, ("id",), 10)[-1]
    cursor = walk(many, ("id",), 10)[-2].next
    Staff.objects.filter(pk__in=[row.pk for row in last.rows]).delete()

    assert page_of(many, query(after=cursor), ("id",), 10).rows == walk(many, ("id",), 10)[0].rows


def sealed(values) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "%%%",
        "é" * 40,
        "A" * 5_000,
        sealed({}),
        sealed([]),
        sealed([1, 2, 3]),
        sealed(["6403", "not a number"]),
        sealed(["6403", 10**40]),
        sealed(["64\x0003", 5]),
        sealed([None, None]),
        sealed(["6403", [1]]),
        "W1tbW1tbW1tbW1tbW1tbW1tb",
    ],
)
@pytest.mark.parametrize("way", ["after", "before"])
def test_a_made_up_cursor_is_the_first_page(many, cursor, way):
    first = page_of(many, query(), ("area", "id"), 10)

    assert page_of(many, query(**{way: cursor}), ("area", "id"), 10) == first


@given(st.text(max_size=60) | st.recursive(st.integers() | st.text() | st.none(), st.lists).map(sealed))
def test_no_text_in_the_address_breaks_a_list(cursor):
    read = _read(cursor, [_Key.of("id", Staff.objects.all())])

    assert read is None or isinstance(read[0], int)


def test_one_index_serves_every_page(many):
    first = page_of(many, query(), ("area", "id"), 10)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page_of(many, query(after=first.next), ("area", "id"), 10)

    assert len(asked) == 1
    assert '("staff_staff"."area", "staff_staff"."id") >' in asked[0]["sql"]


def test_counting_stops_where_nobody_reads_on(many):
    assert about(many, limit=26) == About(25, more=False)
    assert about(many, limit=25) == About(24, more=True)
    assert not about(many.none())


def test_a_count_says_how_far_it_went():
    assert str(About(1_000, more=True)) == "lebih dari 1.000"
    assert str(About(65_387, more=False)) == "65.387"
