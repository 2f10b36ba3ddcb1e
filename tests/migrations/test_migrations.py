"""The migrations on a database as a new Supabase project looks, where nobody is superuser, and on an embedded one."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from advancing.checklist import FieldState
from advancing.roles import Role
from advancing.status import Status
from tests.migrations.catalogue import allowed_values, columns, foreign_keys_without_index, names, open_to, rows
from tools.store.migration import MIGRATIONS, migrate

COLUMNS = {
    "email_threads": "show_id gmail_thread_id subject participants message_count last_message_at status stalled_reason",
    "email_messages": "thread_id gmail_message_id direction from_address to_addresses cc_addresses subject body is_draft"
    " was_processed received_at sent_at",
    "agent_drafts": "show_id thread_id gmail_draft_id draft_type subject body recipients cc attachments questions_asked"
    " fields_requested status agent_confidence tm_feedback reviewed_at sent_at",
    "email_extractions": "show_id message_id extracted_data unresolved_questions new_questions_needed sentiment"
    " overall_confidence status tm_corrections applied_at",
    "agent_activity_log": "agent_type agent_id show_id action input output success error duration_ms",
    "agent_learning_data": "agent_type show_id venue_id venue_type pattern_type pattern_data confidence times_observed"
    " last_observed_at",
    "agent_steps": "prompt_tokens completion_tokens cost_usd duration_ms",
    "agent_messages": "type",
    "sends": "delivery_status bounce_reason responded_at",
}
TABLES = set(COLUMNS) | {
    "tours",
    "tour_members",
    "venues",
    "contacts",
    "shows",
    "show_fields",
    "show_field_history",
    "conflicts",
    "agents",
    "agent_tasks",
    "effects",
    "notifications",
    "gmail_accounts",
    "gmail_notifications",
    "master_tour_links",
    "approvals",
}
WATCHED = {"shows", "agent_drafts", "email_extractions", "conflicts", "notifications"}
SERVICE_ONLY = {"api_tokens", "gmail_notifications"}
UNINDEXED = {
    "agent_drafts.previous_id": "drafts are deleted with their show only, a handful at a time",
    "agent_learning_data.show_id": "a show is deleted rarely, and the table is small",
    "agent_messages.task_id": "a task is deleted with its show only, which takes the messages along",
    "agents.tour_manager_id": "a tour manager leaves rarely, and agents are few",
    "api_tokens.user_id": "a handful of rows",
    "approvals.approved_by": "who approved something is not deleted",
    "conflicts.extraction_id": "readings are deleted with their show only, which takes its conflicts along",
}


@pytest.fixture(params=["supabase", "embedded"])
def migrated(request: pytest.FixtureRequest) -> str:
    """A migrated database of each kind."""
    if request.param == "embedded":
        return str(request.getfixturevalue("dsn"))
    project_dsn = str(request.getfixturevalue("project_dsn"))
    migrate(project_dsn)
    return project_dsn


def test_they_apply_to_a_new_supabase_project_without_a_superuser(project_dsn: str) -> None:
    applied = migrate(project_dsn)

    assert applied == [path.stem for path in sorted(MIGRATIONS.glob("*.sql"))]
    assert rows(project_dsn, "select rolsuper from pg_roles where rolname = current_user") == [(False,)]
    recorded = names(project_dsn, "select version || '_' || name from supabase_migrations.schema_migrations")
    assert recorded == set(applied)


def test_applying_them_again_does_nothing(migrated: str) -> None:
    before = rows(migrated, "select oid, relname from pg_class order by oid")

    assert migrate(migrated) == []

    assert rows(migrated, "select oid, relname from pg_class order by oid") == before


def test_two_processes_that_start_at_once_apply_them_once(empty_dsn: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: migrate(empty_dsn, embedded=True), range(2))

    assert sorted([len(first), len(second)]) == [0, len(list(MIGRATIONS.glob("*.sql")))]


def test_a_migration_that_fails_leaves_nothing_of_itself(empty_dsn: str, tmp_path: Path) -> None:
    (tmp_path / "1_good.sql").write_text("create table kept (id int);")
    (tmp_path / "2_bad.sql").write_text("create table lost (id int); select 1 / 0;")

    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(empty_dsn, folder=tmp_path)

    assert set(columns(empty_dsn)) == {"kept"}
    assert names(empty_dsn, "select version from supabase_migrations.schema_migrations") == {"1"}


def test_every_table_of_the_design_is_there_with_its_columns(migrated: str) -> None:
    found = columns(migrated)

    assert set(found) >= TABLES
    missing = {table: set(listed.split()) - found[table] for table, listed in COLUMNS.items()}
    assert {table: gone for table, gone in missing.items() if gone} == {}


def test_every_public_table_has_row_level_security(migrated: str) -> None:
    open_tables = names(
        migrated,
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        " and not relrowsecurity",
    )

    assert open_tables == set()


def test_the_anonymous_role_can_read_and_write_nothing(migrated: str) -> None:
    assert open_to(migrated, "anon", "select", "insert", "update", "delete") == set()


def test_a_signed_in_person_can_write_nothing_and_reads_no_service_table(migrated: str) -> None:
    assert open_to(migrated, "authenticated", "insert", "update", "delete") == set()
    assert open_to(migrated, "authenticated", "select").isdisjoint(SERVICE_ONLY)


def test_the_service_role_can_do_its_work(migrated: str) -> None:
    tables = names(migrated, "select tablename from pg_tables where schemaname = 'public'")

    for privilege in ("select", "insert", "update", "delete"):
        assert open_to(migrated, "service_role", privilege) >= tables


def test_the_job_queue_is_closed_to_the_api(migrated: str) -> None:
    assert rows(migrated, "select to_regclass('jobs.procrastinate_jobs') is not null") == [(True,)]
    for role in ("anon", "authenticated", "service_role"):
        assert rows(migrated, "select has_schema_privilege(%s, 'jobs', 'usage')", role) == [(False,)]


def test_every_foreign_key_has_an_index_or_a_reason(migrated: str) -> None:
    assert foreign_keys_without_index(migrated) == set(UNINDEXED)


def test_views_show_what_their_reader_may_see(migrated: str) -> None:
    unsafe = names(
        migrated,
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v'"
        " and not coalesce(reloptions @> array['security_invoker=true'], false)",
    )

    assert unsafe == set()


def test_functions_with_their_owners_rights_pin_their_search_path(migrated: str) -> None:
    loose = names(
        migrated,
        "select proname from pg_proc where pronamespace in ('private'::regnamespace, 'public'::regnamespace)"
        " and prosecdef and not coalesce(proconfig::text like '%%search_path%%', false)",
    )

    assert loose == set()


def test_pages_can_watch_their_tables_by_realtime(project_dsn: str) -> None:
    migrate(project_dsn)

    watched = names(project_dsn, "select tablename from pg_publication_tables where pubname = 'supabase_realtime'")

    assert watched == WATCHED


@pytest.mark.parametrize(
    ("table", "column", "catalogue"),
    [
        ("shows", "status", Status),
        ("show_fields", "state", FieldState),
        ("agents", "role", Role),
        ("agent_tasks", "role", Role),
    ],
)
def test_what_the_database_allows_is_what_the_code_knows(
    dsn: str, table: str, column: str, catalogue: type[Status] | type[FieldState] | type[Role]
) -> None:
    assert allowed_values(dsn, table, column) == {member.value for member in catalogue}
