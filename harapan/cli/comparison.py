"""`harapan cycle compare`: who changed between two runs, and why."""

from harapan.cli.screen import say, show_json, some, table
from harapan.engine.compare import compare
from harapan.entitlements.law import law
from harapan.entitlements.models import Run
from harapan.entitlements.queries import main_run, run_folder
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number, rupiah
from harapan.policy.diff import diff
from harapan.registry.models import Family
from harapan.staff.models import Staff


class NoSuchRun(Refusal):
    """There is no such run."""


def show_comparison(a: str, b: str, *, staff: Staff, most: int, as_json: bool) -> None:
    """Causes of the difference for everybody; single families only where this person may see them."""
    before, now = run_named(a), run_named(b)
    found = compare(run_folder(before), run_folder(now), most=most * 20)
    listed = found.families["family"].to_list()
    visible = set(Family.objects.visible_to(staff).filter(pk__in=listed).values_list("pk", flat=True))
    families = [row for row in found.families.iter_rows(named=True) if row["family"] in visible][:most]
    if as_json:
        show_json(
            {
                "a": str(before),
                "b": str(now),
                "change": found.change,
                "causes": found.causes.to_dicts(),
                "families": families,
            }
        )
        return
    changed = len(diff(law(), before.cycle_id, now.cycle_id))
    differ = some(changed, "value of the law differs", "values of the law differ")
    same = f"{differ} (`harapan policy diff`)" if changed else "under the same law"
    say(f"{before} to {now}: {rupiah(before.net)} to {rupiah(now.net)}, {rupiah(found.change)}; {same}")
    columns = ("cause", "families", "before", "now", "change")
    table(
        "Why",
        columns,
        [
            (row["cause"], number(row["families"]), rupiah(row["before"]), rupiah(row["now"]), rupiah(row["change"]))
            for row in found.causes.iter_rows(named=True)
        ],
        numbers=(1, 2, 3, 4),
    )
    table(
        "Who: the largest changes",
        ("family", "before", "now", "change", "causes"),
        [
            (row["family"], rupiah(row["before"]), rupiah(row["now"]), rupiah(row["change"]), "; ".join(row["causes"]))
            for row in families
        ],
        numbers=(0, 1, 2, 3),
    )


def run_named(text: str) -> Run:
    """`2022-1` is the run that counts; `2022-1/2` the second one, also when it was refused."""
    cycle, _, number_ = text.partition("/")
    run = Run.objects.filter(cycle=cycle, number=number_).first() if number_.isdigit() else main_run(cycle)
    if run is None:
        raise NoSuchRun(f"belum ada hasil hitung {text}", f"there is no run {text}")
    return run
