"""Numbers people carry: NIK, family card, account, phone, address. Of the right form, unique where they must be."""

from functools import cache
from typing import Final

import numpy as np
import polars as pl

from harapan import gazetteer
from harapan.population.days import parts
from harapan.population.dice import Dice, Ids, Whole, Yes

SERIALS_AT_HOME: Final = 5000
"""Serials up to here go to people registered where they live, those above to people who moved in from elsewhere ..."""
SERIALS_ELSEWHERE: Final = 9
"""... so many for each regency they live in now, so that two regencies never give out the same number."""
DIGITS: Final = {"BRI": 15, "BNI": 10, "MANDIRI": 13, "BTN": 16, "BSI": 10, "POS": 0}
SCRAMBLE: Final = 387_420_489
"""3^18 has no factor in common with 10^9: multiplied by it, different ids give different last nine digits."""
STREETS: Final = [
    "Melati",
    "Mawar",
    "Kenanga",
    "Anggrek",
    "Cempaka",
    "Flamboyan",
    "Kamboja",
    "Teratai",
    "Dahlia",
    "Merpati",
    "Kenari",
    "Rajawali",
    "Cendrawasih",
    "Garuda",
    "Nangka",
    "Mangga",
    "Rambutan",
    "Durian",
    "Kelapa",
    "Jambu",
    "Sawo",
    "Pahlawan",
    "Merdeka",
    "Pemuda",
    "Veteran",
    "Diponegoro",
    "Sudirman",
    "Kartini",
    "Gajah-Mada",
    "Poros",
    "Pelabuhan",
    "Masjid",
    "Gereja",
    "Pasar",
    "Sekolah",
    "Puskesmas",
    "Lapangan",
    "Sungai",
    "Pantai",
    "Gunung",
    "Sawah",
    "Kebun",
]
HAMLETS: Final = [
    "Krajan",
    "Sukamaju",
    "Sukarejo",
    "Mekarsari",
    "Sidodadi",
    "Karangsari",
    "Tanjung",
    "Muara",
    "Hulu",
    "Hilir",
    "Tengah",
    "Baru",
    "Lama",
    "Darat",
    "Seberang",
    "Bukit",
    "Rawa",
    "Ujung",
    "Simpang",
    "Harapan",
]


def ranks(keys: Whole) -> Whole:
    """How many equal keys came before each one."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = np.r_[True, ordered[1:] != ordered[:-1]] if len(keys) else np.zeros(0, dtype=bool)
    places = np.arange(len(keys))
    rank = np.empty(len(keys), dtype=np.int64)
    rank[order] = places - np.maximum.accumulate(np.where(first, places, 0))
    return rank


@cache
def every_district() -> Whole:
    """Codes of all districts, as numbers."""
    areas = gazetteer.areas().filter(pl.col("level") == "district")
    return areas["code"].cast(pl.Int64).to_numpy()


@cache
def regency_place(regency: int) -> int:
    """Where a regency stands among all, from 0."""
    return int(np.searchsorted(np.unique(every_district() // 100), regency))


def niks(dice: Dice, people: Ids, district: Whole, born: Whole, woman: Yes) -> Whole:
    """A NIK for each person as a 16-digit number, -1 where no serial was left. Source: domain facts 7.1.

    Six digits of the district of first issue (mostly one's own), DDMMYY with DD + 40 for women, four of a serial.
    """
    regency = int(district[0]) // 100 if len(district) else 0
    everywhere = every_district()
    neighbours = everywhere[everywhere // 100 == regency]
    from_where = dice.one_of((0.86, 0.09, 0.05), people, "where the NIK was issued")
    issued = np.select(
        [from_where == 0, from_where == 1],
        [district, neighbours[dice.below(len(neighbours), people, "neighbouring district")]],
        everywhere[dice.below(len(everywhere), people, "district elsewhere")],
    )
    year, month, day = parts(born)
    dated = issued * 1_000_000 + (day + np.where(woman, 40, 0)) * 10_000 + month * 100 + year % 100
    rank = ranks(dated)
    elsewhere = issued // 100 != regency
    serial = 1 + rank + np.where(elsewhere, SERIALS_AT_HOME + SERIALS_ELSEWHERE * regency_place(regency), 0)
    left = np.where(elsewhere, rank < SERIALS_ELSEWHERE, rank < SERIALS_AT_HOME)
    return np.where(left, dated * 10_000 + serial, -1)


def cards(district: Whole, issued: Whole) -> Whole:
    """A family card number for each family: district, day of issue, serial. 16 digits."""
    year, month, day = parts(issued)
    dated = district * 1_000_000 + day * 10_000 + month * 100 + year % 100
    return dated * 10_000 + 1 + ranks(dated)


def account_numbers(accounts: Ids, bank: pl.Series, regency: str) -> pl.Series:
    """An account number of the bank's length, unique within the bank as accounts are."""
    digits = bank.replace_strict(DIGITS, return_dtype=pl.Int64)
    last = pl.Series((accounts * SCRAMBLE) % 1_000_000_000).cast(pl.String).str.zfill(9)
    branch = pl.lit(f"{regency}0150")
    return (
        pl.DataFrame({"digits": digits, "last": last})
        .select(pl.concat_str(branch.str.head(pl.col("digits") - 9), "last"))
        .to_series()
    )


def phones(dice: Dice, people: Ids, has: Yes) -> Whole:
    """Mobile numbers without the leading zero (8xx..., 10 or 11 digits), 0 where there is none."""
    prefixes = np.array([811, 812, 813, 821, 822, 823, 851, 852, 853, 857, 858, 838, 877, 878, 895, 896])
    prefix = prefixes[dice.below(len(prefixes), people, "phone prefix")]
    long = dice.happens(0.7, people, "long phone number")
    rest = dice.below(90_000_000, people, "phone number") + 10_000_000
    return np.where(has, np.where(long, prefix * 100_000_000 + rest, prefix * 10_000_000 + rest // 10), 0)


@cache
def address_book() -> tuple[pl.Series, pl.Series]:
    """Streets of towns and hamlets of villages, to which RT and RW are added."""
    streets = [f"Jl. {name.replace('-', ' ')} No. {number}" for name in STREETS for number in range(1, 60)]
    hamlets = [f"Dusun {name}" for name in HAMLETS] + [
        f"Dusun {name} {part}" for name in HAMLETS for part in ("I", "II")
    ]
    return pl.Series(streets), pl.Series(hamlets)


def addresses(dice: Dice, families: Ids, town: Yes) -> pl.Series:
    """Where in the village: a street in towns, a hamlet in the country, with neighbourhood numbers."""
    streets, hamlets = address_book()
    return (
        pl.DataFrame(
            {
                "street": streets.gather(dice.below(len(streets), families, "street")),
                "hamlet": hamlets.gather(dice.below(len(hamlets), families, "hamlet")),
                "town": town,
                "rt": pl.Series(dice.between(1, 24, families, "rt")).cast(pl.String).str.zfill(3),
                "rw": pl.Series(dice.between(1, 9, families, "rw")).cast(pl.String).str.zfill(3),
            }
        )
        .select(
            pl.format("{} RT {} RW {}", pl.when("town").then("street").otherwise("hamlet"), pl.col("rt"), pl.col("rw"))
        )
        .to_series()
    )
