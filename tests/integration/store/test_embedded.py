"""The embedded PostgreSQL: started, shared, crashed and attached to."""

import os
import pwd
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import conninfo

from advancing.errors import NotFound, OutsideFault, StateConflict
from tools.store.embedded import EmbeddedPostgres, start_embedded

pytestmark = pytest.mark.postgres


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    with tempfile.TemporaryDirectory(prefix="pg-") as folder, start_embedded(Path(folder), durable=False) as running:
        yield running


def ask(dsn: str, statement: str) -> object:
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
    return row[0] if row else None


def postmaster_pid(data_dir: Path) -> int:
    return int((data_dir / "cluster" / "postmaster.pid").read_text().split("\n", 1)[0])


def is_running(data_dir: Path) -> bool:
    return (data_dir / "cluster" / "postmaster.pid").exists()


def test_it_is_postgresql_18_with_pgvector_on_a_private_socket_only(server: EmbeddedPostgres) -> None:
    dsn = server.dsn("postgres")

    assert str(ask(dsn, "SHOW server_version")).startswith("18.")
    assert ask(dsn, "SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'") == 1
    assert ask(dsn, "SHOW listen_addresses") == ""
    assert ask(dsn, "SHOW max_connections") == "200"
    assert ask(dsn, "SHOW fsync") == "off"
    assert server.socket_dir.stat().st_mode & 0o077 == 0


def test_a_copied_database_has_what_the_template_had_and_changes_alone(server: EmbeddedPostgres) -> None:
    server.create_database("original")
    with psycopg.connect(server.dsn("original"), autocommit=True) as connection:
        connection.execute("CREATE TABLE shows (id int)")

    server.create_database("copy", template="original")
    with psycopg.connect(server.dsn("copy"), autocommit=True) as connection:
        connection.execute("INSERT INTO shows VALUES (1)")

    assert ask(server.dsn("copy"), "SELECT count(*) FROM shows") == 1
    assert ask(server.dsn("original"), "SELECT count(*) FROM shows") == 0


def test_a_database_is_dropped_with_its_connections_and_dropping_it_again_is_no_error(
    server: EmbeddedPostgres,
) -> None:
    server.create_database("short lived")
    connection = psycopg.connect(server.dsn("short lived"))

    server.drop_database("short lived")
    server.drop_database("short lived")

    assert not server.has_database("short lived")
    connection.close()


def test_making_a_database_twice_or_from_a_missing_or_busy_template_is_refused(server: EmbeddedPostgres) -> None:
    server.create_database("once")

    with pytest.raises(StateConflict, match="exists already"):
        server.create_database("once")
    with pytest.raises(NotFound, match="no database nowhere"):
        server.create_database("twice", template="nowhere")
    with psycopg.connect(server.dsn("once")), pytest.raises(StateConflict, match="in use"):
        server.create_database("twice", template="once")


def test_a_role_can_be_named_and_the_operating_system_user_is_a_superuser(server: EmbeddedPostgres) -> None:
    user = pwd.getpwuid(os.geteuid()).pw_name

    assert (
        ask(server.dsn("postgres", role=user), "SELECT current_user || current_setting('is_superuser')") == user + "on"
    )
    assert server.sqlalchemy_uri("letta").endswith(f"@/letta?host={server.socket_dir}")
    assert conninfo.conninfo_to_dict(server.dsn("a b"))["dbname"] == "a b"


def test_data_survives_a_stop_and_a_start(data_dir: Path) -> None:
    with start_embedded(data_dir) as first:
        first.create_database("kept")
        assert ask(first.dsn("kept"), "SHOW fsync") == "on"
    assert not is_running(data_dir)

    with start_embedded(data_dir) as second:
        assert second.has_database("kept")


def test_the_last_of_two_users_stops_the_server(data_dir: Path) -> None:
    first = start_embedded(data_dir, durable=False)
    script = (
        "import sys; from pathlib import Path; from tools.store.embedded import start_embedded\n"
        "with start_embedded(Path(sys.argv[1])) as s: print('attached', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(data_dir)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdin
        assert other.stdout.readline() == "attached\n"

        first.stop()
        first.stop()
        assert is_running(data_dir)
        other.stdin.close()
        assert other.wait(30) == 0

    assert not is_running(data_dir)


def test_a_user_that_was_killed_does_not_keep_the_server_up(data_dir: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tools.store.embedded import start_embedded\n"
        "s = start_embedded(Path(sys.argv[1])); print('started', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(data_dir)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "started\n"
        other.kill()
    assert is_running(data_dir)

    start_embedded(data_dir).stop()

    assert not is_running(data_dir)


def test_a_server_that_was_killed_starts_again_with_its_data(data_dir: Path) -> None:
    crashed = start_embedded(data_dir)
    crashed.create_database("kept")
    os.kill(postmaster_pid(data_dir), signal.SIGKILL)

    with start_embedded(data_dir) as again:
        assert again.has_database("kept")
        crashed.stop()
        assert is_running(data_dir)


def test_a_pid_file_whose_pid_is_another_program_by_now_is_no_obstacle(data_dir: Path) -> None:
    start_embedded(data_dir).stop()
    stale = data_dir / "cluster" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{data_dir / 'cluster'}\n1\n5432\n{data_dir / 'socket'}\n\n  1 1\nready\n")

    with start_embedded(data_dir) as server:
        assert ask(server.dsn("postgres"), "SELECT 1") == 1


def test_a_folder_whose_path_is_too_long_for_a_socket_gets_a_short_private_one(data_dir: Path) -> None:
    deep = data_dir / ("x" * 60) / ("y" * 60)

    with start_embedded(deep, durable=False) as server:
        assert ask(server.dsn("postgres"), "SELECT 1") == 1
        assert not server.socket_dir.is_relative_to(deep)
        assert server.socket_dir.stat().st_mode & 0o077 == 0
    server.socket_dir.rmdir()


def test_an_initdb_that_was_killed_half_way_is_done_again(data_dir: Path) -> None:
    (data_dir / "cluster.unfinished" / "base").mkdir(parents=True)

    with start_embedded(data_dir, durable=False) as server:
        assert ask(server.dsn("postgres"), "SELECT 1") == 1


def test_a_folder_of_another_version_or_of_something_else_is_left_alone(data_dir: Path) -> None:
    cluster = data_dir / "cluster"
    cluster.mkdir()
    (cluster / "letter.txt").write_text("dear venue")
    with pytest.raises(OutsideFault, match="no PostgreSQL cluster"):
        start_embedded(data_dir)

    (cluster / "PG_VERSION").write_text("16\n")
    with pytest.raises(OutsideFault, match="PostgreSQL 16"):
        start_embedded(data_dir)

    assert (cluster / "letter.txt").read_text() == "dear venue"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_it_runs_for_an_ordinary_user_too() -> None:
    # Becoming the user happens after the imports: this interpreter may live where only root may look.
    script = (
        "import os, sys; from pathlib import Path; from tools.store.embedded import start_embedded\n"
        "os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[3]))\n"
        "with start_embedded(Path(sys.argv[1]), durable=False) as s: print(s.sqlalchemy_uri('x'))"
    )
    nobody = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        done = subprocess.run(
            [sys.executable, "-c", script, folder, str(nobody.pw_gid), str(nobody.pw_uid)],
            env=os.environ | {"USER": "nobody", "LOGNAME": "nobody"},
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.stdout == f"postgresql://nobody@/x?host={folder}/socket\n", done.stderr
