"""Applies `supabase/migrations` to a database that the Supabase CLI does not manage, and the job queue's schema.

A hosted project takes the same files by `supabase db push`; what either applied is remembered where the CLI
remembers it (`supabase_migrations.schema_migrations`), so that they can take turns.
"""

from collections.abc import Sequence
from pathlib import Path

import psycopg
from procrastinate import schema as procrastinate_schema

MIGRATIONS = Path(__file__).resolve().parents[2] / "supabase" / "migrations"
AUTH_SHIM = Path(__file__).with_name("auth_shim.sql")


def migrate(dsn: str, *, embedded: bool = False, folder: Path = MIGRATIONS) -> list[str]:
    """Bring a database to the schema of this version; safe to run any number of times and by several at once.

    Args:
        dsn: Connection string of a role that owns the database.
        embedded: Whether to make the `auth` schema and roles that a Supabase project brings along.
        folder: Where the migration files lie, `VERSION_name.sql`.

    Returns:
        Names of the migrations that were applied now.
    """
    with psycopg.connect(dsn, autocommit=True) as conn:
        # Two processes may start at once; the second waits here and then finds nothing left to do.
        conn.execute("select pg_advisory_lock(hashtext('advancing.migrate'))")
        if embedded:
            conn.execute(AUTH_SHIM.read_bytes())
        conn.execute("create schema if not exists supabase_migrations")
        conn.execute(
            "create table if not exists supabase_migrations.schema_migrations"
            " (version text primary key, statements text[], name text)"
        )
        done = {row[0] for row in conn.execute("select version from supabase_migrations.schema_migrations")}
        applied = _apply(conn, [path for path in sorted(folder.glob("*.sql")) if path.stem.split("_")[0] not in done])
        _apply_queue_schema(conn)
        return applied


def pending(dsn: str, folder: Path = MIGRATIONS) -> list[str]:
    """Names of the migrations that a database lacks; all of them where it has none."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        found = conn.execute("select to_regclass('supabase_migrations.schema_migrations')").fetchone()
        if not found or not found[0]:
            return [path.stem for path in sorted(folder.glob("*.sql"))]
        done = {row[0] for row in conn.execute("select version from supabase_migrations.schema_migrations")}
    return [path.stem for path in sorted(folder.glob("*.sql")) if path.stem.split("_")[0] not in done]


def _apply(conn: psycopg.Connection, paths: Sequence[Path]) -> list[str]:
    for path in paths:
        version, name = path.stem.split("_", 1)
        with conn.transaction():
            conn.execute(path.read_bytes())
            conn.execute(
                "insert into supabase_migrations.schema_migrations (version, name) values (%s, %s)", (version, name)
            )
    return [path.stem for path in paths]


def _apply_queue_schema(conn: psycopg.Connection) -> None:
    # procrastinate names its tables without a schema; `jobs` keeps them out of what Supabase's API exposes.
    found = conn.execute("select to_regclass('jobs.procrastinate_jobs')").fetchone()
    if found and found[0]:
        return
    with conn.transaction():
        conn.execute("set local search_path to jobs")
        conn.execute(procrastinate_schema.SchemaManager.get_schema().encode())
