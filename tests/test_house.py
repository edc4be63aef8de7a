"""The house keeps its own rules: read off the code what import contracts and linters cannot say.

Every rule collects what breaks it, so that a failure is a list of places and what to do about them. Where a rule has
exceptions, they stand beside it, each with its reason; adding one is a decision, not a habit.
"""

import ast
import re
import sys
from collections import Counter, defaultdict
from functools import cache
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.db import migrations, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from harapan.testing.house import ROOT, Module, committed, files, floors, imported

PURE_AND_STRICT = {"policy", "lib"}
LONGEST = 400
"""Lines of a file."""

CODE = files(tests=False)


# -- reading ---------------------------------------------------------------------------------------------------------


def test_every_file_says_in_its_first_sentence_what_it_is():
    own = [
        *files(tests=True),
        *map(Module, (ROOT / "tests").rglob("*.py")),
        *map(Module, (ROOT / "tools").glob("*.py")),
    ]
    silent = [
        module.name
        for module in own
        if module.text.strip() and not re.match(r'"""[^\n]{10,118}[.:]("""|\n)', module.text)
    ]
    assert not silent, "open each with one sentence, on one line"


def test_no_file_is_longer_than_one_sitting():
    own = [*files(tests=True), *map(Module, (ROOT / "tests").rglob("*.py"))]
    long = [f"{module.name}: {lines} lines" for module in own if (lines := module.text.count("\n")) > LONGEST]
    assert not long, "it holds two thoughts: split it"


EXTRA = "not installed everywhere: imported where somebody asks for it"
HEAVY = "half a second that every command would pay for a search that few ask for"
HIDDEN_IMPORTS = {
    ("harapan/engine/engines.py", "duckdb"): EXTRA,
    ("harapan/engine/engines.py", "pyspark.sql.SparkSession"): EXTRA,
    ("harapan/linkage/model.py", "duckdb"): HEAVY,
    ("harapan/linkage/model.py", "splink.DuckDBAPI"): HEAVY,
    ("harapan/linkage/model.py", "splink.Linker"): HEAVY,
}


def test_imports_do_not_hide_in_functions():
    hidden = {
        (module.name, name)
        for module in CODE
        for function in module.nodes(ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in imported(node)
    }
    assert hidden == set(HIDDEN_IMPORTS), "a hidden import means that the line is in the wrong room"


# -- purity ----------------------------------------------------------------------------------------------------------


def test_the_law_needs_nothing_but_python():
    foreign = [
        module.at(line, name)
        for module in CODE
        if module.room in PURE_AND_STRICT
        for line, name in module.imports()
        if name.split(".")[0] not in sys.stdlib_module_names and name.split(".")[0] != "harapan"
    ]
    assert not foreign, "policy and lib import the standard library, and each other downwards"


TIMELESS_ROOMS = {"policy", "engine", "population", "banks", "gazetteer", "lib"}
TIMELESS_FILES = {"models", "queries"}
CLOCKS = re.compile(
    r"\b(date\.today|datetime\.(now|today|utcnow)|timezone\.(now|localdate|localtime)|time\.time|os\.environ|os\.getenv"
    r"|getpass\.getuser)$"
)


def test_rules_and_readers_know_no_clock_and_no_environment():
    readings = [
        module.at(node.lineno, ast.unparse(node))
        for module in CODE
        if module.room in TIMELESS_ROOMS or module.stem in TIMELESS_FILES
        for node in module.nodes(ast.Attribute)
        if CLOCKS.search(ast.unparse(node))
        and module.name != "harapan/engine/__init__.py"  # tells Polars, asks nothing
    ]
    assert not readings, "take the day as an argument; actions, commands and settings may look"


FRAMES = {"polars", "pyarrow", "narwhals", "duckdb", "pyspark", "pandas"}
FRAME_ROOMS = {"engine", "population", "linkage", "banks", "snapshots", "gazetteer", "cli"}
FRAME_FILES = re.compile(
    r"tables/bulk\.py|\w+/(load\w*|preview)\.py"  # doors between frames and tables
    r"|payments/actions/(orders|answers|usage)\.py"  # doors between tables and banks' files
    r"|intake/(sources|reading)/\w+\.py"  # pure twins of outside lists
    r"|commitments/health/growth\.py"  # pure: the WHO's standards
    r"|entitlements/actions/runs\.py"  # hands corrections from load.py on to the engine
)


def test_frames_stay_in_their_rooms_and_at_the_doors():
    strays = [
        module.at(line, name)
        for module in CODE
        if module.room not in FRAME_ROOMS and not FRAME_FILES.fullmatch(module.name.removeprefix("harapan/"))
        for line, name in module.imports()
        if name.split(".")[0] in FRAMES
    ]
    assert not strays, "let load.py or preview.py of the room turn frames into rows or figures"


# -- money -----------------------------------------------------------------------------------------------------------

MONEY_ROOMS = {"banks", "commitments", "engine", "entitlements", "lib", "payments", "policy", "registry", "snapshots"}
FRACTIONS = {
    ("harapan/policy/vocabulary.py", "float"): "to refuse it",
}
NO_MONEY = {"harapan/engine/bench.py", "harapan/commitments/health/growth.py"}
"""Seconds and standard deviations are fractions."""
FOLDER = re.compile(r"(folder\w*|path|home|out|above|Path\(.*\)|parents\[\d\]|settings\.HOME|HOME)(\(.*\))?$")


def makes_fractions(node: ast.AST) -> bool:
    """A float, a name of one, or a division that does not merely join paths."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    if isinstance(node, ast.Name | ast.Attribute):
        return ast.unparse(node).split(".")[-1] in {"float", "Float32", "Float64", "FloatField", "truediv"}
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div):
        return False
    first = node
    while isinstance(first, ast.BinOp) and isinstance(first.op, ast.Div):
        if isinstance(first.right, ast.JoinedStr) or isinstance(getattr(first.right, "value", None), str):
            return False
        first = first.left
    return not FOLDER.search(ast.unparse(first))


def test_money_is_never_a_fraction():
    fractions = {
        (module.name, ast.unparse(node))
        for module in CODE
        if module.room in MONEY_ROOMS and module.name not in NO_MONEY
        for node in ast.walk(module.tree)
        if makes_fractions(node)
    }
    assert fractions == set(FRACTIONS), "money is whole rupiah in an int; divide by // where the law says how to round"


# -- verbs -----------------------------------------------------------------------------------------------------------

APPROVED = "part of an approval, whose own event says who and what"
UNSIGNED_VERBS = {
    ("audit", "seal"): "the machine seals, whoever runs it",
    ("registry", "let_go_of_arrears"): "the refusal of the run has its own event",
    ("registry", "lift_withholdings"): APPROVED,
    ("registry", "owe_withheld"): APPROVED,
    ("registry", "settle_arrears"): APPROVED,
    ("registry", "take_arrears"): "the computation of the run has its own event",
    ("registry", "take_over_standings"): APPROVED,
}


def test_whoever_changes_the_world_signs_for_it():
    unsigned = {
        (module.room, function.name)
        for module in CODE
        if module.stem == "actions"
        for function in writing_verbs(module)
        if "by" not in {argument.arg for argument in function.args.kwonlyargs}
    }
    assert unsigned == set(UNSIGNED_VERBS), "a verb that writes takes `*, by`"


def writing_verbs(module: Module) -> list[ast.FunctionDef]:
    """Public functions that open a transaction or leave an audit event, themselves or through helpers beside them."""
    beside = {node.name: node for node in module.tree.body if isinstance(node, ast.FunctionDef)}
    calls = {
        name: {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
        for name, function in beside.items()
    }
    writing = {name for name, function in beside.items() if "record" in calls[name] or is_atomic(function)}
    while more := {name for name in beside.keys() - writing if calls[name] & writing}:
        writing |= more
    return [beside[name] for name in sorted(writing) if not name.startswith("_")]


def is_atomic(function: ast.FunctionDef) -> bool:
    return any("transaction.atomic" in ast.unparse(decorator) for decorator in function.decorator_list)


def test_only_views_speak_http_and_nobody_sends_signals():
    web = re.compile(r"django\.(http|shortcuts|urls|template|contrib\.messages)\b")
    spoken = [
        module.at(line, name)
        for module in CODE
        for line, name in module.imports()
        if (module.stem in {"models", "queries", "actions", "load"} and web.match(name))
        or re.match(r"django\.(dispatch|db\.models\.signals)", name)
    ]
    assert not spoken


def test_views_and_forms_of_a_room_are_its_own():
    borrowed = [
        module.at(line, name)
        for module in CODE
        for line, name in module.imports()
        if (found := re.match(r"harapan\.(\w+)\.(views|forms)\b", name)) and found[1] != module.room
    ]
    assert not borrowed, "rooms meet in actions and queries"


# -- tables ----------------------------------------------------------------------------------------------------------


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("harapan.")]


@cache
def migration_sql() -> str:
    """Everything our migrations say to PostgreSQL in its own words."""
    steps = [
        step
        for path in sorted((ROOT / "harapan").glob("*/migrations/0*.py"))
        for step in import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)).Migration.operations
        if isinstance(step, migrations.RunSQL)
    ]
    return "\n".join(str(step.sql) for step in steps)


def test_models_and_migrations_agree():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(loader.graph)
    ours = {model._meta.app_label for model in our_models()}
    assert not {room: found for room, found in changes.items() if room in ours}, "django-admin makemigrations"


UPWARD_SQL = {
    ("tables", "registry_family"): "row-level security shows a family's rows to whoever sees the family",
}


def test_sql_reaches_down_only_like_imports():
    reached = {
        (module.room, table)
        for module in CODE
        if module.room in floors()
        for text in module.nodes(ast.Constant)
        if isinstance(text.value, str)
        for table in set(re.findall(r"\w+", text.value)) & tables()
        if table.split("_")[0] != module.room and floors()[table.split("_")[0]] <= floors()[module.room]
    }
    assert reached == set(UPWARD_SQL), "a room's SQL names its own tables and those of rooms below"


@cache
def tables() -> set[str]:
    """Every table and view of ours, whether Django or we made it."""
    made = re.findall(r"CREATE (?:TABLE|VIEW) (\w+)", migration_sql())
    return {model._meta.db_table for model in our_models()} | set(made)


def test_every_constraint_reads_as_a_sentence_and_has_its_name_alone():
    ours = [constraint.name for model in our_models() for constraint in model._meta.constraints]
    written = re.findall(r"(?:CONSTRAINT|CREATE UNIQUE INDEX) (\w+)(?! =)\b", migration_sql())
    names = Counter([*ours, *written])
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+){2,}", name)] == []


def test_every_table_and_its_numbers_are_granted_by_name():
    sql = migration_sql()
    granted: dict[str, str] = defaultdict(str)
    for rights, table in re.findall(r"GRANT ([A-Z, ]+) ON (?!SEQUENCE)(\w+) TO", sql):
        granted[table] += rights
    numbered = {
        f"{model._meta.db_table}_id_seq"
        for model in our_models()
        if isinstance(model._meta.pk, models.AutoField) and "INSERT" in granted.get(model._meta.db_table, "")
    }
    numbers = numbered | set(re.findall(r"CREATE SEQUENCE (\w+)", sql))

    theirs = {model._meta.db_table for model in apps.get_models()} - tables()
    drawn = {name for name in re.findall(r"ON SEQUENCE (\w+) TO", sql) if name.removesuffix("_id_seq") not in theirs}
    assert granted.keys() - theirs == tables(), "a migration of its room grants each table, and nothing else"
    assert drawn == numbers, "whoever adds rows draws their numbers"


def test_no_app_takes_a_name_django_needs():
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("harapan.")}
    assert not ours & {"sessions", "messages", "auth", "admin", "account", "mfa"}


def test_rooms_know_each_others_rows_one_way_only():
    known = [
        f"{model.__name__}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and field.related_model._meta.app_label != model._meta.app_label
        and not str(field.remote_field.related_name).endswith("+")
    ]
    assert not known, 'a foreign key into another room has related_name="+"'


# -- what is committed -----------------------------------------------------------------------------------------------


def test_pins_name_no_host():
    for pins in (ROOT / "requirements").glob("*.txt"):
        assert not re.search(r"://|^--?(i|index|extra|find|trusted)\b", pins.read_text(), re.MULTILINE), pins.name


def test_nothing_committed_names_the_machine_it_was_written_on():
    here = [str(place) for place in (ROOT, Path(sys.prefix)) if len(place.parts) > 2]
    told = [f"{path.relative_to(ROOT)}: {place}" for path in committed() for place in here if place in path.read_text()]
    assert not told


def test_nothing_committed_is_large():
    large = [f"{path.relative_to(ROOT)}" for path in committed() if path.stat().st_size > 1_500_000]
    assert not large
