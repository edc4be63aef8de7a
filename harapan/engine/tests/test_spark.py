"""The same rules on a cluster's engine. Runs only where pyspark and Java are (the `spark` extra)."""

import shutil

import pytest

from harapan.engine.tests.people import PKH, computed, part_of

pytest.importorskip("pyspark")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java", allow_module_level=True)


@pytest.mark.parametrize("cycle", ["2019-1", "2025-3"])
def test_spark_agrees_with_polars_row_by_row(cycle):
    from harapan.engine.engines import Spark

    edition = PKH.edition(cycle)
    part = part_of(edition, 100, seed=5)

    lines, entitlements = computed(part, edition, Spark())

    assert lines.equals(computed(part, edition)[0])
    assert entitlements.equals(computed(part, edition)[1])
