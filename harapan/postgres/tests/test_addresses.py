"""Where the database is: read from the environment, never guessed, never printed with its password."""

import adbc_driver_postgresql
import pytest
from psycopg.conninfo import conninfo_to_dict

from harapan import postgres
from harapan.postgres import DatabaseTrouble, address
from harapan.postgres.places import Places

URL = "postgresql://rini:p%40ss%2Fword@db.example.go.id:5433/pkh?sslmode=require&options=-c%20work_mem%3D9MB"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch, tmp_path):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_MACHINE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HARAPAN_HOME", str(tmp_path))


def test_without_a_url_the_server_is_ours_and_in_the_home(tmp_path):
    assert address("web").django() == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "harapan",
        "USER": "web",
        "PASSWORD": "",
        "HOST": str(tmp_path / "pg" / "data"),
        "PORT": "5432",
        "OPTIONS": {},
    }
    assert not (tmp_path / "pg").exists(), "an address starts nothing"


def test_the_home_is_var_when_none_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("HARAPAN_HOME")
    monkeypatch.chdir(tmp_path)
    assert postgres.home() == tmp_path / "var"


def test_a_url_is_read_whole_and_written_the_same(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", URL)
    web = address("web")

    assert (web.host, web.port, web.name, web.user, web.password) == (
        "db.example.go.id",
        "5433",
        "pkh",
        "rini",
        "p@ss/word",
    )
    assert conninfo_to_dict(web.uri()) == conninfo_to_dict(web.dsn()) == conninfo_to_dict(URL)


def test_each_login_has_its_own_url(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://pemilik@db/pkh")

    assert address("owner").user == "pemilik"
    assert address("machine").user == "rini", "one login is enough to try things out"


def test_a_caller_may_name_another_database(monkeypatch):
    assert address("owner", database="test_harapan").name == "test_harapan"
    monkeypatch.setenv("DATABASE_URL", URL)
    assert address("owner", database="test_harapan").name == "test_harapan"


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@h/d", "secret", "postgresql://u:secret@h:5432", "postgresql://u:secret@[h/d"]
)
def test_a_malformed_url_gets_one_sentence_without_the_password(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(DatabaseTrouble, match="DATABASE_URL cannot be read: it should look like") as trouble:
        address("web")
    assert "secret" not in str(trouble.value)
    assert "tidak terbaca" in trouble.value.sentence.id


def test_an_owner_without_a_web_login_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_OWNER_URL", URL)
    with pytest.raises(DatabaseTrouble, match="DATABASE_OWNER_URL is set but DATABASE_URL is not"):
        address("owner")


def test_the_password_stays_out_of_tracebacks(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", URL)
    assert "p@ss" not in repr(address("web"))


def test_with_a_url_nothing_is_started(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", URL)
    postgres.ensure_running()

    assert not postgres.stop()
    assert not postgres.status().embedded
    assert not (tmp_path / "pg").exists()


@pytest.mark.parametrize("name", ["x" * 120, "with,comma"])
def test_a_path_that_no_socket_can_have_gets_a_short_folder(tmp_path, name):
    places = Places(tmp_path / name)
    assert str(places.socket_folder).startswith("/tmp/harapan-")
    assert Places(tmp_path / name).socket_folder == places.socket_folder, "the same for every process"


def test_adbc_reads_our_uri(tmp_path):
    """A missing server is a connection error that names our socket, not a complaint about the URI."""
    with pytest.raises(Exception, match=rf"{tmp_path}/pg/data/.s.PGSQL.5432"):
        adbc_driver_postgresql.connect(address("machine").uri())
