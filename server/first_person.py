"""The first tour manager: made at start from the settings, with the bearer token that stands for them."""

from uuid import UUID

from server.settings import Settings
from tools.store.database import Database
from tools.store.person import Person, list_people, make_person, store_token
from tools.supabase_cloud.auth import SupabaseAuth
from tools.supabase_cloud.project import Project


async def ensure_person(database: Database, settings: Settings) -> Person:
    """Make the tour manager of the settings where there is none, and let the API token stand for them.

    In a hosted project the user is made by Supabase Auth; elsewhere in our own `auth.users`.

    Raises:
        SettingMissing: There is no API token.
        OutsideFault: Supabase Auth failed.
    """
    async with database.transaction() as conn:
        known = {person.email: person for person in await list_people(conn)}
        row = await (
            await conn.execute("select id from auth.users where email = %s", (settings.tour_manager_email,))
        ).fetchone()
    person = known.get(settings.tour_manager_email)
    user_id = person.user_id if person else (row["id"] if row else await _hosted_user(settings))
    async with database.transaction() as conn:
        person = await make_person(
            conn,
            email=settings.tour_manager_email,
            display_name=settings.tour_manager_name,
            phone=settings.tour_manager_phone or None,
            user_id=user_id,
        )
        await store_token(conn, person.user_id, settings.need("api_token"), "settings")
    return person


async def _hosted_user(settings: Settings) -> UUID | None:
    if not settings.supabase_url:
        return None
    project = Project(settings.supabase_url, settings.need("supabase_service_key"))
    try:
        return await SupabaseAuth(project).create_user(settings.tour_manager_email, settings.tour_manager_name)
    finally:
        await project.close()
