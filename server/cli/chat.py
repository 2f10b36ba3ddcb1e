"""`advance chat`: talk to the coordinator in the terminal."""

import asyncio
from typing import Annotated
from uuid import UUID

import typer

from agents import chat as conversation
from agents.host import Turn
from agents.system import System
from server.bootstrap import bootstrap
from server.cli.person import the_person
from server.local.running import settings_here


def chat(
    text: Annotated[list[str] | None, typer.Argument(help="What to say; without it, a conversation.")] = None,
) -> None:
    """Ask the coordinator: "what's next", "start advancing The Ritz", "where do we stand with The Ritz"."""

    async def run() -> None:
        async with bootstrap(settings_here()) as system:
            async with system.database.transaction() as conn:
                user_id = (await the_person(conn)).user_id
            if text:
                await _say(system, user_id, " ".join(text))
                return
            typer.echo("Talk to your coordinator; an empty line ends.")
            while said := (await asyncio.to_thread(typer.prompt, "you", default="", show_default=False)).strip():
                await _say(system, user_id, said)

    asyncio.run(run())


async def _say(system: System, user_id: UUID, text: str) -> None:
    turn = await conversation.chat(system, user_id, text)
    while turn.pending:
        turn = await _ask(system, user_id, turn)
    typer.echo(turn.text or "(no answer)")


async def _ask(system: System, user_id: UUID, turn: Turn) -> Turn:
    call = turn.pending[0]
    question = f"The coordinator wants to call {call.name} with {dict(call.arguments)}. Allow it?"
    allowed = await asyncio.to_thread(typer.confirm, question)
    return await conversation.answer_approval(system, user_id, call.tool_call_id, approve=allowed)
