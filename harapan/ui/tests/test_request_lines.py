"""The technical log: a line for each request, the same number on the page that broke, and nobody's data anywhere."""

import io
import json
import logging

import pytest
import structlog
from django.db import IntegrityError, transaction

from harapan.testing.make import make_family, person
from harapan.testing.pages import Visitor, as_web
from harapan.ui.log import formatter
from tests.access.breaking import Accident

NAME, NIK = "Rahayuningtyas", "6402064305900017"


@pytest.fixture
def lines():
    """Everything any logger says meanwhile, as it is written down."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(formatter())
    root, ours = logging.getLogger(), logging.getLogger("harapan")
    before = root.level, ours.level
    root.addHandler(handler)
    root.setLevel("INFO")
    ours.setLevel("INFO")
    yield lambda: [json.loads(line) for line in heard.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(before[0])
    ours.setLevel(before[1])


@pytest.fixture
def house_that_breaks(settings):
    """With pages that fail while families lie open."""
    settings.ROOT_URLCONF = "tests.access.breaking"


def requests_of(lines: list[dict]) -> list[dict]:
    return [line for line in lines if line["event"] == "request"]


def test_a_request_is_one_line(own_database, dewi, visitor, lines):
    answer = visitor(dewi).get("/jejak/")

    (line,) = requests_of(lines())
    assert line.pop("ms") >= 0
    assert line.pop("at")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "harapan.requests",
        "request": answer.headers["X-Request-ID"],
        "method": "GET",
        "route": "record:index",
        "status": 200,
        "staff": dewi.pk,
    }


def test_a_streamed_answer_is_logged_when_it_has_gone(own_database, dewi, visitor, lines):
    visitor(dewi).get("/jejak/unduh.csv")
    (line,) = requests_of(lines())
    assert (line["route"], line["streamed"]) == ("record:export", True)


def test_what_people_type_never_reaches_the_log(own_database, dewi, visitor, lines, capfd):
    dewi_there = visitor(dewi)
    for address in (f"/jejak/?siapa={NAME}", f"/keluarga/?q={NIK}", f"/tidak-ada/{NAME}/", f"/masuk/?next=/{NAME}/"):
        dewi_there.get(address)
        dewi_there.post(address, {"login": NAME, "password": NIK, NAME: NIK})
    visitor().post("/masuk/", {"login": NAME, "password": NIK})

    written = json.dumps(lines()) + capfd.readouterr().err
    assert NAME not in written
    assert NIK not in written
    assert len(requests_of(lines())) == 9


def test_an_accident_is_told_by_its_kind_and_place_and_its_number_stands_on_the_page(
    own_database, house_that_breaks, dewi, lines
):
    make_family(NAME)
    there = Visitor(dewi)
    there.client.raise_request_exception = False

    answer = there.get("/rusak/")

    accident, request = (line for line in lines() if line["event"] in ("accident", "request"))
    assert answer.status_code == 500
    assert accident["request"] == request["request"] == answer.headers["X-Request-ID"]
    assert accident["request"] in answer.body.decode()
    assert accident["error"] == "Accident"
    assert accident["through"][-1].endswith("break_down")
    assert NAME not in json.dumps(lines())


def test_a_stream_that_breaks_off_is_told_too(own_database, house_that_breaks, dewi, lines):
    make_family(NAME)
    there = Visitor(dewi)
    with as_web():
        response = there.client.get("/putus/")
        with pytest.raises(Accident):
            b"".join(response.streaming_content)

    assert [line["event"] for line in lines()] == ["accident", "request"]
    assert lines()[1]["broke_off"] is True
    assert NAME not in json.dumps(lines())


def test_what_the_database_says_of_a_double_is_told_by_its_rule_only(own_database, lines):
    family = make_family("Aminah", person("Budi", "2016-01-01", nik=NIK))

    try:
        with transaction.atomic():
            person(NAME, "2016-01-01", nik=NIK, family=family, village=family.village).save()
    except IntegrityError:
        structlog.get_logger("harapan.example").exception("could not save")
        logging.getLogger("elsewhere").exception("could not save %s", NAME)
        logging.getLogger("elsewhere").warning(f"Somebody called {NAME} was here")

    ours, theirs, careless = lines()
    assert (ours["event"], ours["sqlstate"], ours["constraint"]) == (
        "could not save",
        "23505",
        "member_nik_is_one_person",
    )
    assert theirs["event"] == "could not save %s"
    assert NAME not in json.dumps(lines())
    assert NIK not in json.dumps(lines())
    assert careless["event"].startswith("said at harapan/ui/tests/test_request_lines.py:")
