"""Build harapan/gazetteer/data/boundaries: approximate shapes of areas from village points.

    python -m venv OTHER && OTHER/bin/pip install shapely topojson scipy polars
    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    OTHER/bin/python tools/build_boundaries.py package/countries-10m.json [FOLDER]

No package ships Indonesian shapes under a free licence, so these are Voronoi cells of the villages, dissolved by code
and clipped to the country's coast and land borders (Natural Earth 10 m by way of world-atlas, public domain). Villages
farther than 2 km off that coast get a disc of 1.5 km, other points off the land one of 300 m, so that no area is lost.
It needs packages the programme does not, which is why it has a place of its own. Batas perkiraan, bukan batas resmi.
"""

import gzip
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl
import shapely
from topojson import Topology

DATA = Path(__file__).resolve().parent.parent / "harapan" / "gazetteer" / "data"
INDONESIA = "360"
KM = 1 / 111.32  # degrees, near the equator
FAR_OFF, FAR_DISC, NEAR_DISC = 2 * KM, 1.5 * KM, 0.3 * KM
LEVELS = {  # name: digits of its codes, property, degrees no point moves farther than, and grid points across
    "provinces": (2, "prov", 0.05, 10_000),
    "regencies": (4, "kab", 0.025, 20_000),
    "districts": (6, "kec", 0.012, 40_000),
}
EXPECTED = {"provinces": 38, "regencies": 514, "districts": 7285}


def land(path: Path) -> shapely.Geometry:
    """The country's land, from the arcs of the atlas."""
    atlas = json.loads(path.read_text())
    (wide, high), (west, south) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc), axis=0) * (wide, high) + (west, south) for arc in atlas["arcs"]]

    def ring(numbers: list[int]) -> np.ndarray:
        parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return np.vstack([parts[0], *[part[1:] for part in parts[1:]]])

    country = next(one for one in atlas["objects"]["countries"]["geometries"] if one.get("id") == INDONESIA)
    polygons = [
        shapely.make_valid(shapely.Polygon(ring(rings[0]), [ring(hole) for hole in rings[1:]]))
        for rings in country["arcs"]
    ]
    return shapely.union_all(polygons)


def villages() -> tuple[list[str], np.ndarray]:
    """Codes and points of the villages whose place is known; two in one place are set a metre apart."""
    table = pl.read_csv(DATA / "villages.csv.gz", schema_overrides={"code": pl.String})
    known = table.drop_nulls(["longitude", "latitude"]).sort("code")
    points = known.select("longitude", "latitude").to_numpy()
    apart = np.random.default_rng(0).uniform(-1e-5, 1e-5, points.shape)
    return known["code"].to_list(), points + apart


def cells(points: np.ndarray) -> list[shapely.Geometry]:
    """The part of the world nearest to each point."""
    frame = shapely.box(94, -12, 142.5, 7)
    found = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=frame, ordered=True)
    return list(found.geoms)


def districts(codes: list[str], points: np.ndarray, country: shapely.Geometry) -> dict[str, shapely.Geometry]:
    """Each district: its villages' cells on the land, and discs for those that are not on it."""
    parts = shapely.STRtree(list(country.geoms))
    by_code = defaultdict(list)
    for code, cell in zip(codes, cells(points), strict=True):
        by_code[code[:6]].append(cell)
    shaped = {}
    for code, group in by_code.items():
        whole = shapely.union_all(group)
        near = [parts.geometries[place] for place in parts.query(whole, predicate="intersects")]
        shaped[code] = shapely.intersection(whole, shapely.union_all(near)) if near else shapely.Polygon()
    discs = off_land(codes, points, country)
    return {code: polygons(shapely.union_all([shaped[code], *discs[code]])) for code in shaped}


def polygons(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Only what has an inside: cutting along a coast leaves lines and points too."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon([part for part in parts if part.area > 0])


def off_land(codes: list[str], points: np.ndarray, country: shapely.Geometry) -> dict[str, list[shapely.Geometry]]:
    """For each district the discs of its villages that lie in the water."""
    found: dict[str, list[shapely.Geometry]] = {code[:6]: [] for code in codes}
    places = shapely.points(points)
    parts = shapely.STRtree(list(country.geoms))
    nearest = parts.geometries[parts.nearest(places)]
    for code, place, distance in zip(codes, places, shapely.distance(places, nearest), strict=True):
        if distance > 0:
            found[code[:6]].append(place.buffer(FAR_DISC if distance > FAR_OFF else NEAR_DISC, quad_segs=2))
    return found


def dissolved(shaped: dict[str, shapely.Geometry], digits: int) -> dict[str, shapely.Geometry]:
    """The areas of a level above."""
    groups = defaultdict(list)
    for code, shape in shaped.items():
        groups[code[:digits]].append(shape)
    return {code: polygons(shapely.union_all(shapes)) for code, shapes in sorted(groups.items())}


def write(name: str, shaped: dict[str, shapely.Geometry], folder: Path) -> None:
    """TopoJSON: borders two areas share are written once, so that simplifying keeps them shared."""
    digits, label, coarse, grid = LEVELS[name]
    areas = dissolved(shaped, digits)
    if len(areas) != EXPECTED[name]:
        print(f"{name}: {EXPECTED[name] - len(areas)} without any village whose place is known")
    simple = [worth_drawing(shape, coarse) for shape in shapely.coverage_simplify(list(areas.values()), coarse)]
    features = [
        {
            "type": "Feature",
            "properties": {label: code},
            "geometry": shapely.geometry.mapping(shape if shape.area else area),
        }
        for (code, area), shape in zip(areas.items(), simple, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    made = Topology(collection, prequantize=grid, shared_coords=True, object_name=name)
    text = json.dumps(made.to_dict(), separators=(",", ":"))
    path = folder / f"{name}.topo.json.gz"
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    print(f"{path.name}: {len(features)} shapes, {len(text)} bytes, {path.stat().st_size} gzipped")


def worth_drawing(shape: shapely.Geometry, coarse: float) -> shapely.MultiPolygon:
    """Without islets nobody would see, but for the largest of an area that has nothing else."""
    parts = sorted(polygons(shape).geoms, key=lambda part: -part.area)
    return shapely.MultiPolygon([part for place, part in enumerate(parts) if not place or part.area > coarse**2 / 8])


def main(atlas: str, folder: str = str(DATA / "boundaries")) -> None:
    """Read the points and the coast, shape the districts, write every level."""
    codes, points = villages()
    shaped = districts(codes, points, land(Path(atlas)))
    for name in LEVELS:
        write(name, shaped, Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
