"""Databases to migrate: one as a new Supabase project looks, one embedded."""

from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

PROJECT = Path(__file__).with_name("supabase_project.sql")


@pytest.fixture
def project_dsn(empty_dsn: str) -> str:
    """A database that looks like a new Supabase project, reached as its owner, who is no superuser."""
    with psycopg.connect(empty_dsn, autocommit=True) as conn:
        conn.execute(PROJECT.read_bytes())
    return make_conninfo(empty_dsn, user="project_owner")
