"""Start the Letta server 0.16.8: run by its own environment's Python, never imported by the application.

`letta server` does the same more slowly and expects a migrated database. This script makes the schema where it is
missing, leaves out what nobody asks a child on loopback for, and ends when the process that started it ends.
Everything else comes from the environment variables that `agents.hosts.letta_server` sets.
"""
# mypy: disable-error-code="import-not-found, no-untyped-call, untyped-decorator"

import gc
import os
import signal
import sys
import threading
import time
from typing import Any

STARTED = time.perf_counter()


def end_with_parent() -> None:
    """Stop when standard input closes: the parent holds its other end, however it dies."""

    def watch() -> None:
        while os.read(0, 4096):  # not by sys.stdin: its lock would be held when the interpreter ends
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def tell(phase: str) -> None:
    """One line per phase in the log, with the seconds since the start."""
    print(f"serve.py: {phase} after {time.perf_counter() - STARTED:.2f} s", flush=True)


async def make_schema() -> None:
    """Create what Letta's migrations would have made, in one transaction, unless it is there.

    The wheel holds no migrations. The version is frozen, so its models are the final schema; the one thing they
    do not say is the sequence behind messages.sequence_id, which is made last and tells that all is done.
    """
    import letta.orm  # noqa: F401 - registers the tables
    from letta.orm.base import Base
    from letta.server.db import engine
    from sqlalchemy import text

    async with engine.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(4711)"))
        done = await connection.scalar(text("SELECT to_regclass('message_seq_id')"))
        if not done:
            await connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
            await connection.run_sync(Base.metadata.create_all)
            await connection.execute(text("CREATE SEQUENCE message_seq_id"))
            await connection.execute(
                text("ALTER TABLE messages ALTER COLUMN sequence_id SET DEFAULT nextval('message_seq_id')")
            )
        await follow_the_model(connection)
    await engine.dispose()


async def follow_the_model(connection: Any) -> None:
    """Where the model's address changed since the last start, tell the provider's row and the agents.

    Letta writes the address down once, when it first sees the provider and when an agent is made, and goes on using
    it; the offline model has a free port at each start.
    """
    from sqlalchemy import text

    url = os.environ["OPENAI_API_BASE"]
    old = await connection.scalar(
        text("SELECT base_url FROM providers WHERE name = 'openai' AND organization_id IS NULL")
    )
    if not old or old == url:
        return
    change = {"url": url, "old": old}
    await connection.execute(
        text("UPDATE providers SET base_url = :url WHERE base_url = :old AND organization_id IS NULL"), change
    )
    set_endpoint = "jsonb_set(llm_config::jsonb, '{model_endpoint}', to_jsonb(CAST(:url AS text)))"
    await connection.execute(
        text(f"UPDATE agents SET llm_config = {set_endpoint} WHERE llm_config->>'model_endpoint' = :old"),  # noqa: S608
        change,
    )


def leave_out_unneeded_work() -> None:
    """Skip two things that cost seconds: a second set of routes under /latest, and a download at each start."""
    import fastapi
    import nltk

    include = fastapi.FastAPI.include_router

    def include_once(self: Any, router: Any, *, prefix: str = "", **options: Any) -> None:
        if prefix != "/latest":
            include(self, router, prefix=prefix, **options)

    fastapi.FastAPI.include_router = include_once  # type: ignore[method-assign]
    # Only file uploads use its data, and we make none; without network the attempt would wait for a timeout.
    nltk.download = lambda *_args, **_options: True


def main() -> None:
    """Make the schema, then serve until told to stop."""
    host, port = sys.argv[1], int(sys.argv[2])
    # Letta reads this flag from the command line: no OpenAPI document is generated, which takes 4 s.
    sys.argv = ["letta", "--no-generation"]
    end_with_parent()
    gc.disable()  # a collection in the middle of half a million new objects frees nothing and costs a third of the time
    import asyncio

    leave_out_unneeded_work()
    import letta.server.rest_api.app as server

    tell("imported")
    asyncio.run(make_schema())
    tell("schema ready")
    gc.collect()
    gc.freeze()
    gc.enable()
    server.start_server(port=port, host=host)


if __name__ == "__main__":
    main()
