"""`harapan population`: make-believe people, for demonstrations, tests and measurements."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated

import polars as pl
import typer
from django.db import transaction

from harapan.cli.asked import area_asked
from harapan.cli.facilities import furnish
from harapan.cli.screen import phase, say, table
from harapan.cli.session import Installer, as_owner, database, not_in_production
from harapan.commitments.actions import record_waiver
from harapan.commitments.load import taking_observations
from harapan.entitlements.law import law
from harapan.lib.ahead import one_ahead
from harapan.lib.identifiers import dotted
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.places.load import load_places_if_none
from harapan.places.queries import name_of
from harapan.population import presets, stories
from harapan.population.batch import STORY, Batch
from harapan.population.duties import People, observations
from harapan.population.make import make
from harapan.population.presets import Preset
from harapan.registry.load import load_population
from harapan.registry.queries import families_by_area
from harapan.staff.queries import staff_called
from harapan.testing.cast import take_on_the_cast

app = typer.Typer(help="Make-believe people. Nobody in them is real.", no_args_is_help=True)


class NoSuchPreset(Refusal):
    """No preset has that name."""


@app.command("make")
def make_(
    preset: Annotated[str, typer.Option("--preset", help=f"{', '.join(presets.names())}.")] = "",
    size: Annotated[int, typer.Option("--size", min=0, help="So many families over the whole country instead.")] = 0,
    area: Annotated[str, typer.Option("--area", help="Only this part of it: a code prefix.")] = "",
    seed: Annotated[int, typer.Option("--seed", help="The same seed makes the same people.")] = 1,
) -> None:
    """Fill the empty registry with synthetic families, and the quarter before with what was seen of them."""
    not_in_production()
    database()
    populate(chosen(preset, size), seed=seed, area=area_asked(area))


@app.command("list")
def list_() -> None:
    """The presets, and what of them was published."""
    for name in presets.names():
        preset = presets.load(name)
        say(f"{name}: {preset.title['en']}")
        rows = [
            (fact.what, dotted(fact.area) or "-", number(fact.value), fact.source, fact.confidence)
            for fact in preset.published
        ]
        table("published", ("what", "area", "value", "source", "confidence"), rows, numbers=(2,))
        for made_up in preset.synthetic:
            say(f"  synthetic: {made_up.what}: {made_up.why}")


def chosen(name: str, size: int) -> Preset:
    """The preset of a name, or a country of a size."""
    if size:
        return presets.country(size)
    known = ", ".join(presets.names())
    if not name:
        raise NoSuchPreset(f"pilih --preset ({known}) atau --size", f"choose --preset ({known}) or --size")
    if name not in presets.names():
        raise NoSuchPreset(
            f"tidak ada contoh {name!r}: pilih {known}, atau --size", f"no preset {name!r}: {known}, or --size"
        )
    return presets.load(name)


def arrivals(preset: Preset, seed: int, area: str) -> Iterator[tuple[Batch, pl.DataFrame]]:
    """The people of a preset, regency by regency, with what was seen of them in the quarter before its stage."""
    months = law().stage(preset.cycle).judged_months
    for batch in make(preset, seed=seed, areas=area):
        yield batch, seen(batch, preset, months, seed)


def seen(people: People, preset: Preset, months: Sequence[date], seed: int) -> pl.DataFrame:
    """What schools, health units and sessions reported of these people, the told families' own story included."""
    told = people.families.get_column("flags").str.contains(STORY, literal=True).any() if preset.told else False
    rolled = observations(people, months, seed, preset)
    return pl.concat([rolled, stories.observations(months)]) if told else rolled


def noting(arrivals: Iterable[tuple[Batch, pl.DataFrame]], take: Callable[[pl.DataFrame], int]) -> Iterator[Batch]:
    """The people alone; what was seen of them is taken down on the way."""
    for batch, observed in arrivals:
        take(observed)
        yield batch


def populate(preset: Preset, *, seed: int = 1, area: str = "") -> None:
    """Load places, people and what was seen of them in the quarter before, schools and units, the cast, and waivers."""
    load_places_if_none()
    with (
        as_owner(),
        phase("families and observations", total=preset.families) as report,
        transaction.atomic(durable=True),
        taking_observations() as take,
    ):
        load_population(
            noting(one_ahead(arrivals(preset, seed, area)), take),
            origin=preset.origin(seed),
            synthetic=True,
            preset=preset.name,
            by=Installer(),
            progress=report,
        )
    furnish(preset.day, seed=seed)
    take_on_the_cast()
    dewi, eko = staff_called("dewi"), staff_called("eko")
    for waiver in preset.waivers:
        record_waiver(
            waiver.area, waiver.duty, waiver.first_month, waiver.last_month, waiver.document, by=dewi, approved_by=eko
        )
    rows = [(dotted(code), name_of(code, preset.day), number(count)) for code, count in families_by_area(preset.area)]
    table(f"{preset.origin(seed)}: families in the programme", ("area", "name", "families"), rows, numbers=(2,))
