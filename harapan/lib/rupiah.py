"""Money is whole rupiah in an int; here it becomes text that people read."""


def rupiah(amount: int) -> str:
    """`1500000` as `Rp1.500.000`; a deduction reads `-Rp150.000`."""
    return f"{'-' if amount < 0 else ''}Rp{number(abs(amount))}"


def number(count: int) -> str:
    """`65387` as `65.387`, the Indonesian way, in both languages of the product."""
    return f"{count:,}".replace(",", ".")
