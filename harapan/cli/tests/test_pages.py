"""The clock for pages: every page it times answers, as somebody of the country and as somebody of a regency."""

from harapan.cli.crowd import send_crowd
from harapan.cli.pages import measure_pages, quantile


def test_every_timed_page_answers(after):
    after("close")

    told = measure_pages(1)["pages"]

    assert {one["who"] for one in told} >= {"national"}
    assert {one["page"] for one in told} >= {
        "home",
        "family list",
        "search by NIK",
        "family page",
        "map",
        "stage",
        "log",
    }
    assert not [one for one in told if one["codes"] != [200]]
    assert not [one for one in told if not (one["queries"] and one["kb_gzipped"] and one["p95_ms"] >= one["p50_ms"])]


def test_a_small_crowd_at_a_real_house_meets_no_trouble(after):
    after("close")

    told = send_crowd(users=4, minutes=0.05)

    assert told["errors"] == {}
    assert told["requests"] >= 4


def test_a_quantile_is_one_of_the_values():
    assert quantile([5.0, 1.0, 9.0], 50) == 5.0
    assert quantile([5.0, 1.0, 9.0], 95) == 9.0
