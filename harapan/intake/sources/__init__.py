"""The outside lists we know, one twin each: what stands in them, how it is read, which facts they make known for whom.

To add a list, copy a twin and name it here. Whoever a list does not name is unknown to it: silence is never a no. The
one exception is said by the twin itself (`silence`): a school that once named a pupil and names them no more.
"""

from typing import Final

from harapan.intake.sources.accounts import ACCOUNTS
from harapan.intake.sources.candidates import CANDIDATES
from harapan.intake.sources.civil_servants import CIVIL_SERVANTS
from harapan.intake.sources.dapodik import DAPODIK
from harapan.intake.sources.deaths import DEATHS
from harapan.intake.sources.deciles import DECILES
from harapan.intake.sources.dukcapil import DUKCAPIL
from harapan.intake.sources.emis import EMIS
from harapan.intake.sources.facilities import FACILITIES
from harapan.intake.sources.families import FAMILIES
from harapan.intake.sources.growth import GROWTH
from harapan.intake.sources.pkbm import PKBM
from harapan.intake.sources.shapes import Column, Fact, Source

SOURCES: Final[dict[str, Source]] = {
    source.name: source
    for source in (
        FAMILIES,
        CANDIDATES,
        DECILES,
        DUKCAPIL,
        CIVIL_SERVANTS,
        DEATHS,
        DAPODIK,
        EMIS,
        PKBM,
        GROWTH,
        FACILITIES,
        ACCOUNTS,
    )
}
"""By name, in the order of the desk."""

__all__ = ["SOURCES", "Column", "Fact", "Source"]
