"""The contract of make-believe people: one batch holds a regency, in frames shaped like the registry's tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

import polars as pl

Schema: TypeAlias = Mapping[str, type[pl.DataType]]

FAMILIES: Final[Schema] = {
    "id": pl.Int64,  # unique in the country, ascending by village
    "card": pl.String,  # family card (KK), null = missing
    "village": pl.String,  # 10 digits
    "variant": pl.String,  # regular | akses | adaptive
    "channel": pl.String,  # bank | post
    "bank": pl.String,  # BRI | BNI | MANDIRI | BTN | BSI | POS
    "decile": pl.Int16,  # null = not ranked
    "participation": pl.String,  # a state of DESIGN 4
    "confirmed_on": pl.Date,
    "paid_through": pl.Date,  # the last month paid, null = none yet
    "feasible": pl.Boolean,  # null = unknown
    "quarters_missed": pl.Int16,
    "flags": pl.String,  # comma-joined, sorted, '' = none
    "caretaker": pl.Int64,  # a member of the family
    "facilitator": pl.Int64,  # a member of the staff
    "group": pl.Int64,
    "address": pl.String,
}
MEMBERS: Final[Schema] = {
    "id": pl.Int64,  # unique in the country, ascending by family
    "family": pl.Int64,
    "village": pl.String,
    "name": pl.String,
    "nik": pl.String,  # well-formed, or null; a few are doubled
    "born": pl.Date,
    "sex": pl.String,  # F | M
    "relation": pl.String,  # head | spouse | child | grandchild | parent | other
    "mother_name": pl.String,  # '' = unknown
    "pregnancy": pl.Int16,  # 0 = none, 1, 2 ...: which pregnancy this is
    "due_on": pl.Date,  # expected birth; after the birth its day
    "school": pl.String,  # '' | paud | sd | smp | sma | college
    "in_education_register": pl.Boolean,  # null = unknown, or no pupil
    "disability": pl.String,  # '' | mild | severe
    "rights_victim": pl.Boolean,
    "registered": pl.Boolean,
    "at_home": pl.Boolean,
    "excluded_occupation": pl.Boolean,  # null = unknown
    "died_on": pl.Date,
    "phone": pl.String,  # '' = unknown
}
ACCOUNTS: Final[Schema] = {
    "id": pl.Int64,
    "family": pl.Int64,
    "village": pl.String,
    "holder": pl.Int64,  # a member of the family
    "bank": pl.String,
    "number": pl.String,  # unique within the bank
    "opened_on": pl.Date,
    "state": pl.String,  # open | pending | failed | closed
}
GROUPS: Final[Schema] = {"id": pl.Int64, "village": pl.String, "name": pl.String}
STAFF: Final[Schema] = {
    "id": pl.Int64,
    "name": pl.String,
    # facilitator | supervisor | regency_coordinator | province_coordinator | data_administrator
    "position": pl.String,
    "area": pl.String,  # code prefix of the posting: 2, 4, 6 or 10 digits
}
OBSERVATIONS: Final[Schema] = {
    "family": pl.Int64,
    "member": pl.Int64,
    "village": pl.String,
    "duty": pl.String,
    "month": pl.Date,
    "open": pl.Int16,  # effective days, or visits due
    "unexcused": pl.Int16,
    "excused": pl.Int16,
    "available": pl.Boolean,  # false = the service was not there
    "reported": pl.Boolean,
}

PARTICIPATION: Final = (
    "listed",
    "candidate",
    "validated",
    "not_eligible",
    "confirmed",
    "account_pending",
    "account_failed",
    "ready",
    "active",
    "suspended",
    "no_component",
    "graduation_candidate",
    "graduated_natural",
    "graduated_independent",
    "removed",
    "administrative_exit",
)
IN_PROGRAMME: Final = (
    "confirmed",
    "account_pending",
    "account_failed",
    "ready",
    "active",
    "suspended",
    "no_component",
    "graduation_candidate",
)
"""The states a published number of families (jumlah KPM) counts: confirmed by decree and not yet out."""

STORY: Final = "story"
"""The flag of a told family: what happens to it is written in stories.py and never rolled."""

DUTIES: Final = (
    "antenatal",
    "child_growth",
    "delivery",
    "disability_check",
    "elderly_check",
    "family_session",
    "immunisation",
    "postnatal",
    "school_attendance",
    "vitamin_a",
)


@dataclass(frozen=True)
class Batch:
    """The people of one area on one day. Frames are sorted by id, which is also the order of villages."""

    area: str
    """Code of the regency; the twelve told families come first, in a batch of their province."""
    day: date
    """The day the people are as old as they are."""
    origin: str
    """`synthetic:kaltim-2022 seed 1`: goes with the rows wherever they go."""
    families: pl.DataFrame
    members: pl.DataFrame
    accounts: pl.DataFrame
    groups: pl.DataFrame
    staff: pl.DataFrame


def empty(schema: Schema) -> pl.DataFrame:
    """No rows, the right columns."""
    return pl.DataFrame(schema=dict(schema))


def shaped(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Exactly the contract's columns, in its order and types."""
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items())
