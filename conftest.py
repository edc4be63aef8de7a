"""Tests run on a real PostgreSQL of their own: made as `owner`, used as `machine`, like the programme itself."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.template.base import Template
from django.test.utils import _TestState

from harapan.testing.home import home_of_this_run, is_in_memory, write_into

IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
if not IS_WORKER:  # workers share the home of the run that made them
    os.environ["HARAPAN_HOME"] = str(home_of_this_run(on_disk=Path(__file__).parent / "var" / "test"))
    write_into(Path(os.environ["HARAPAN_HOME"]))
os.environ["HARAPAN_POSTGRES_DURABLE"] = "0"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from harapan import postgres

TESTS = "test_harapan_"
"""How databases of tests are called; the number of their process follows."""
SELDOM = 50_000
"""So many new things pass between two looks for what may be thrown away: memory for a tenth of the time."""
FIRST_OF_THE_CAST = 9_000_001
"""Numbers of staff that no population takes."""


def pytest_configure(config: pytest.Config) -> None:
    """Somebody's own server may stand in for the embedded one, as it may in the programme."""
    if not IS_WORKER and not config.option.basetemp and is_in_memory(postgres.home()):
        config.option.basetemp = f"{tempfile.gettempdir()}/pytest"  # a short one: sockets lie in it
    postgres.ensure_running()
    hypothesis.settings.register_profile("harapan", deadline=None)  # no test is about time
    hypothesis.settings.load_profile("harapan")
    settings.PASSWORD_HASHERS = ["harapan.testing.hashers.QuickScrypt"]


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: tests that kill, race and serve wait for much of their time."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was read so far stays: nothing of it is looked through again for what might be thrown away."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM, 20, 50)


def pytest_unconfigure() -> None:
    """A run in memory gives it back; a server on disk may be in use by another run."""
    if not IS_WORKER and is_in_memory(postgres.home()):
        postgres.stop(force=True)
        shutil.rmtree(postgres.home(), ignore_errors=True)


@pytest.fixture(scope="session")
def base_database(django_test_environment: None, django_db_blocker) -> Iterator[str]:
    """The name of this process's database: tables, and the cast on the staff."""
    from harapan.testing.cast import take_on_the_cast
    from harapan.testing.databases import connected_to, drop_database, make_database, sweep

    name = f"{TESTS}{os.getpid()}"
    with django_db_blocker.unblock():
        sweep(TESTS)
        make_database(name)
        with connected_to(name):
            take_on_the_cast(first=FIRST_OF_THE_CAST)
    yield name
    with django_db_blocker.unblock():
        drop_database(name)


@pytest.fixture(scope="session")
def django_db_setup(base_database: str, django_db_blocker) -> Iterator[None]:
    """The fixture `db` of pytest-django works there, with the rights of the command line."""
    from harapan.testing.databases import connected_to

    with django_db_blocker.unblock(), connected_to(base_database):
        django_db_blocker.block()
        yield
        django_db_blocker.restore()


@pytest.fixture(scope="session", autouse=True)
def _pages_are_made_as_for_people(django_test_environment: None) -> None:
    """Django's tests keep a copy of everything a template knows; ours read the page."""
    Template._render = _TestState.saved_data.template_render


@pytest.fixture(autouse=True)
def _home_of_its_own(settings, tmp_path: Path) -> None:
    """Snapshots, runs and payment files of a test go into a folder of its own."""
    settings.HOME = tmp_path


@pytest.fixture
def cast():
    """The people of every story, by user name; they are in every test database under the same numbers."""
    from harapan.testing.cast import the_cast

    return {person.username: person for person in the_cast(first=FIRST_OF_THE_CAST)}


@pytest.fixture
def dewi(cast):
    """Draws up."""
    return cast["dewi"]


@pytest.fixture
def eko(cast):
    """Approves and releases."""
    return cast["eko"]


@pytest.fixture
def citra(cast):
    """Coordinates one regency, and has no business elsewhere."""
    return cast["citra"]


_copies = count(1)


@contextmanager
def _copy_of(original: str, home: Path, blocker) -> Iterator[None]:
    """Work in a copy of a database that is gone afterwards."""
    from django.db import connection

    from harapan.testing.databases import copy_database, drop_database, working_in

    name = f"{original}_copy{next(_copies)}"
    with ExitStack() as stack:
        stack.enter_context(blocker.unblock())
        connection.close()
        copy_database(original, name)
        stack.callback(drop_database, name)
        stack.enter_context(working_in(name, home))
        yield


@pytest.fixture
def own_database(base_database: str, django_db_blocker, tmp_path: Path) -> Iterator[None]:
    """A database of the test's own, with tables and the cast, in which it may commit."""
    with _copy_of(base_database, tmp_path, django_db_blocker):
        yield


@pytest.fixture(scope="session")
def stages(base_database: str, django_db_blocker, tmp_path_factory):
    """The databases and homes that each step of a small cycle leaves, as far as tests have asked for them."""
    from harapan.testing.cast import the_cast
    from harapan.testing.stages import Stages

    dewi, eko, *_ = the_cast(first=FIRST_OF_THE_CAST)
    made = Stages(base_database, tmp_path_factory.mktemp("stages"), dewi, eko)
    yield made
    with django_db_blocker.unblock():
        made.forget()


@pytest.fixture
def after(stages, django_db_blocker, tmp_path: Path) -> Iterator[Callable]:
    """`after("approve")`: a database and a home of the test's own in which a small cycle has come so far."""
    from django.db import connection

    from harapan.testing.stages import scene

    with ExitStack() as stack:

        def stand_after(step: str):
            with django_db_blocker.unblock():
                connection.close()
                original = stages.database(step)
            shutil.copytree(stages.home(step), tmp_path, dirs_exist_ok=True)
            stack.enter_context(_copy_of(original, tmp_path, django_db_blocker))
            return scene(stages.dewi, stages.eko)

        yield stand_after


@pytest.fixture
def visitor():
    """`visitor(citra).get("/keluarga/")`: a page as that person's browser sees it; `visitor()` is a stranger.

    Works in databases of the test's own (`own_database`, `after`), since pages have connections of their own.
    """
    from harapan.testing.pages import Visitor

    return Visitor
