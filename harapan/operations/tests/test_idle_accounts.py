"""From a bank's file of untouched accounts to the facilitator's list: three stages in a row, by real files."""

import pytest

from harapan.operations.errands.sanctions import look_now
from harapan.payments.actions import read_usage
from harapan.payments.models import Payment
from harapan.sanctions.models import Alert
from harapan.testing.stages import family_of, scene

HEAD = "nomor_referensi;nomor_rekening;saldo;transaksi_terakhir"


@pytest.fixture
def told(tmp_path):
    """BRI says which of a stage's accounts nobody has used, by account number or by transfer."""

    def tell(given, *names, by_account=()):
        payments = Payment.objects.filter(cycle=given.cycle)
        drawn_up = [payments.get(name=name) for name in names]
        lines = [f"{given.cycle}-{one.id:09d};;{one.rupiah};" for one in drawn_up]
        lines += [f";{payments.get(name=name).number};900000000;2024-12-01" for name in by_account]
        path = tmp_path / f"BRI-idle-{given.cycle}.csv"
        path.write_text("\n".join((HEAD, *lines)) + "\n")
        return read_usage(
            path, cycle=given.cycle, kind="idle", bank="BRI", programme=given.edition.programme, by=given.desk.worker
        )

    return tell


def warned():
    return set(Alert.objects.filter(kind="dormant").values_list("family", flat=True))


def test_aid_untouched_for_three_stages_is_worth_a_visit_and_for_two_it_is_not(after, told, dewi, eko):
    first = after("close")
    told(first, "Aminah", "Halimah")
    second = scene(dewi, eko, cycle="2025-2", because="uji").through("close")
    told(second, "Aminah", "Halimah")
    look_now(by=dewi)
    assert warned() == set(), "two stages are not enough"

    third = scene(dewi, eko, cycle="2025-3", because="uji").through("close")
    assert told(third, by_account=["Aminah"]).piles == {"noted": 1}
    look_now(by=dewi)

    assert warned() == {family_of("Aminah").pk}, "Halimah has drawn hers"
    look_now("6472", by=dewi)
    assert warned() == {family_of("Aminah").pk}, "another area leaves it standing"
