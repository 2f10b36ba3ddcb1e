"""Reading the reply corpus through the agents of the configured host, as the product reads mail.

The cases are read for a show of their own in a tour that is removed afterwards.
"""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from advancing.reading.case import case_input, prediction
from advancing.reading.own_words import own_words
from advancing.roles import Role
from agents.email_parser import result_of
from agents.prompts import parse_prompt
from agents.provisioning import sync_agents
from agents.system import System, agent_name
from agents.turn import perform
from server.bootstrap import bootstrap
from server.local.running import settings_here
from tools.store import agent as agents
from tools.store.person import list_people, make_person
from tools.store.show import NewShow, make_show

TOUR = "(evaluation)"


async def read_through_host(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Read every case through the email parser.

    Args:
        cases: As in tests/corpus/README.md.

    Returns:
        Predictions, as its scorer takes them.
    """
    async with bootstrap(settings_here()) as system:
        await sync_agents(system)
        owner, show_id = await _make_show(system)
        try:
            return [await _read(system, owner, show_id, case) for case in cases]
        finally:
            await _remove(system, owner, show_id)


async def _read(system: System, owner: UUID, show_id: UUID, case: dict[str, Any]) -> dict[str, Any]:
    mail, facts, asked = case_input(case)
    async with system.database.transaction() as conn:
        task = await agents.open_task(
            conn,
            role=Role.EMAIL_PARSER,
            kind="read",
            key=f"evaluation:{uuid4()}",
            tour_manager_id=owner,
            show_id=show_id,
            input={
                "mail": mail.model_dump(mode="json"),
                "show": facts.model_dump(mode="json"),
                "asked": [question.model_dump(mode="json") for question in asked],
            },
        )
    words = own_words(mail.body, sender=mail.sender, our_addresses=mail.our_addresses)
    outcome = await perform(system, task, parse_prompt(mail, facts, asked, words.text()), "submit_extraction")
    async with system.database.transaction() as conn:
        await agents.close_task(conn, task.id, host=outcome.host, fallback_reason=outcome.fallback_reason)
    return prediction(case["id"], result_of(outcome, mail, facts, asked))


async def _make_show(system: System) -> tuple[UUID, UUID]:
    async with system.database.transaction() as conn:
        people = await list_people(conn)
        person = people[0] if people else await make_person(conn, email="eval@localhost.example", display_name="Eval")
        new = NewShow(
            tour=TOUR, artist=TOUR, venue=TOUR, show_date=date(2000, 1, 1), contact_email="eval@venue.example"
        )
        show_id, _ = await make_show(conn, new, person.user_id)
    return person.user_id, show_id


async def _remove(system: System, owner: UUID, show_id: UUID) -> None:
    name = agent_name(Role.EMAIL_PARSER, tour_manager_id=owner, show_id=show_id)
    for listing in await system.host.list_agents((f"show:{show_id}",)):
        await system.host.retire(listing.id)
    async with system.database.transaction() as conn:
        await conn.execute("delete from agents where name = %s or show_id = %s", (name, show_id))
        await conn.execute("delete from tours where name = %s", (TOUR,))
        await conn.execute("delete from venues where name = %s", (TOUR,))
