"""Questions to a database's catalogue, each answered as plain sets and mappings."""

from typing import Any

import psycopg

RELATIONS = "c.relkind in ('r', 'v', 'm', 'p') and n.nspname in ('public', 'jobs', 'private')"


def rows(dsn: str, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """All rows of a statement."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        return conn.execute(statement, values or None).fetchall()


def names(dsn: str, statement: str, *values: object) -> set[str]:
    """The first column of a statement."""
    return {row[0] for row in rows(dsn, statement, *values)}


def columns(dsn: str) -> dict[str, set[str]]:
    """Columns of public tables and views, by relation."""
    found: dict[str, set[str]] = {}
    for table, column in rows(
        dsn, "select table_name, column_name from information_schema.columns where table_schema = 'public'"
    ):
        found.setdefault(table, set()).add(column)
    return found


def open_to(dsn: str, role: str, *privileges: str) -> set[str]:
    """Relations on which a role has one of the privileges, on the whole or on a column."""
    found = set()
    for privilege in privileges:
        # A right to delete is on the whole, never on a column.
        check = "has_table_privilege" if privilege == "delete" else "has_any_column_privilege"
        found |= names(
            dsn,
            f"select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where {RELATIONS}"
            f" and has_schema_privilege(%s, n.oid, 'usage') and {check}(%s, c.oid, %s)",
            role,
            role,
            privilege,
        )
    return found


def foreign_keys_without_index(dsn: str) -> set[str]:
    """`TABLE.COLUMN` of each foreign key whose columns no whole index starts with."""
    return names(
        dsn,
        """select k.conrelid::regclass || '.' || (select string_agg(a.attname, '+' order by a.attname)
            from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (k.conkey))
        from pg_constraint k
        where k.contype = 'f' and k.connamespace = 'public'::regnamespace and not exists (
            select 1 from pg_index i where i.indrelid = k.conrelid and i.indpred is null
                and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)""",
    )


def allowed_values(dsn: str, table: str, column: str) -> set[str]:
    """The texts that a check constraint allows in a column."""
    return names(
        dsn,
        """select v[1] from pg_constraint k, lateral regexp_matches(pg_get_constraintdef(k.oid), '''([a-z_]+)''::text', 'g') v
        where k.contype = 'c' and k.conrelid = %s::regclass and k.conkey = array[(
            select a.attnum from pg_attribute a where a.attrelid = k.conrelid and a.attname = %s)]""",
        f"public.{table}",
        column,
    )
