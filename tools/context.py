"""What an agent-callable function gets as its first argument, and how far its caller reaches.

One context is one database transaction: what a tool did is committed when it returned, and rolled back when it
raised. Who is asking comes from the token; an id that a model names is looked up within the caller's reach.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from advancing.errors import Invalid, NotFound
from tools.store import show as shows
from tools.store.database import Connection, Database
from tools.store.job import JobQueue
from tools.store.show import Show
from tools.token import Caller


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call of a tool.

    Args:
        caller: Who calls, from the token.
        conn: The call's transaction.
        jobs: Where work that follows is deferred.
        now: The time of the call.
    """

    caller: Caller
    conn: Connection
    jobs: JobQueue
    now: datetime

    async def reach_show(self, show_id: str | UUID, *, lock: bool = False) -> Show:
        """A show that the caller may touch.

        Raises:
            Invalid: That is no id.
            NotFound: There is none, or it is not the caller's; the two are not told apart.
        """
        wanted = as_id(show_id, "show_id")
        if self.caller.show_id not in (None, wanted):
            raise NotFound(f"There is no show {wanted}.")
        found = await shows.get_show(self.conn, wanted, lock=lock)
        if found.tour_manager_id != self.caller.tour_manager_id or self.caller.tour_id not in (None, found.tour_id):
            raise NotFound(f"There is no show {wanted}.")
        return found

    async def reach_show_of(self, show_id: UUID | None, what: str) -> Show:
        """The show that a thing belongs to, which an agent named by the thing's own id.

        Args:
            show_id: The thing's show; None where it has none.
            what: The thing in words, with the id that the agent gave.

        Raises:
            NotFound: It has none, or one beyond the caller's reach; said in the same words, and without that show's id.
        """
        try:
            if show_id is not None:
                return await self.reach_show(show_id)
        except NotFound:
            pass
        raise NotFound(f"There is no {what}.")


def as_id(text: str | UUID, name: str) -> UUID:
    """A UUID that a model wrote.

    Raises:
        Invalid: It is none.
    """
    try:
        return UUID(str(text).strip())
    except ValueError:
        raise Invalid(
            f"{name} must be an id such as those in the other tools' answers, not {str(text)[:60]!r}."
        ) from None


def tool_context(
    database: Database, jobs: JobQueue, clock: Callable[[], datetime]
) -> Callable[[Caller], AbstractAsyncContextManager[ToolCall]]:
    """What opens the context of each call.

    Args:
        database: Where the call's transaction runs.
        jobs: The job queue.
        clock: Gives the present time, aware, UTC.
    """

    @asynccontextmanager
    async def open_call(caller: Caller) -> AsyncIterator[ToolCall]:
        async with database.transaction(caller.agent_name) as conn:
            yield ToolCall(caller, conn, jobs, clock())

    return open_call
