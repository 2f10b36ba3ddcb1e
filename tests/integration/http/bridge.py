"""The bridge over a migrated database, asked as its users ask it: every answer is held against its OpenAPI."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx
from fastapi import FastAPI

from agents.system import System
from server.errors import ErrorAnswer
from server.settings import Settings
from tests.integration.store.full_tour import FullTour

MARKS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One operation of the OpenAPI.

    Args:
        method: Upper case.
        path: With its parameters in braces.
        told: What the OpenAPI says of it.
    """

    method: str
    path: str
    told: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters in the path."""
        return tuple(item["name"] for item in self.told.get("parameters", ()) if item["in"] == "path")

    @property
    def body(self) -> Mapping[str, Any]:
        """The request body by content type; {} where it takes none."""
        content: Mapping[str, Any] = self.told.get("requestBody", {}).get("content", {})
        return content


@dataclass(frozen=True)
class Bridge:
    """A running bridge with two tour managers, each of whom has a row in every table.

    Args:
        app: The app.
        system: What it runs on.
        settings: Its settings.
        http: Asks the app, with no token.
        dana: One tour manager.
        robin: The other.
    """

    app: FastAPI
    system: System
    settings: Settings
    http: httpx.AsyncClient
    dana: FullTour
    robin: FullTour

    @cached_property
    def openapi(self) -> dict[str, Any]:
        """What the bridge tells of itself."""
        return self.app.openapi()

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every documented operation."""
        return tuple(
            Operation(method.upper(), path, told)
            for path, methods in self.openapi["paths"].items()
            for method, told in methods.items()
            if method in MARKS
        )

    def operation(self, method: str, path: str) -> Operation:
        """The operation that answers a request."""
        parts = path.partition("?")[0].split("/")
        fits = [
            item
            for item in self.operations
            if item.method == method
            and len(item.path.split("/")) == len(parts)
            and all(
                ours.startswith("{") or ours == theirs for ours, theirs in zip(item.path.split("/"), parts, strict=True)
            )
        ]
        # `/agents/tasks` is another one than `/agents/{agent_id}`.
        return min(fits, key=lambda item: item.path.count("{"))

    async def ask(self, method: str, path: str, *, who: FullTour | None = None, **request: Any) -> httpx.Response:
        """Ask as a tour manager, Dana if none is named; the answer must be one that the OpenAPI tells of."""
        token = f"token of {(who or self.dana).person.display_name}"
        return await self.send(method, path, headers={"Authorization": f"Bearer {token}"}, **request)

    async def ask_raw(self, method: str, path: str, body: bytes) -> httpx.Response:
        """Ask as Dana with a body as it stands."""
        return await self.ask(method, path, content=body)

    async def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Ask as the request says; the answer must be one that the OpenAPI tells of."""
        answer = await self.http.request(method, path, **request)
        told = self.operation(method, path).told["responses"]
        assert str(answer.status_code) in told or answer.is_error, f"{method} {path} gave {answer.status_code}"
        if answer.is_error and not path.startswith("/readyz"):
            ErrorAnswer.model_validate(answer.json())
        return answer

    def examples(self, operation: Operation) -> list[dict[str, Any]]:
        """The JSON bodies that the OpenAPI gives as examples."""
        told = operation.body.get("application/json")
        if told is None:
            return []
        schema = told["schema"]
        if "$ref" in schema:
            schema = self.openapi["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        found: list[dict[str, Any]] = [told["example"]] if "example" in told else schema.get("examples", [])
        return found

    def body_for(self, operation: Operation) -> dict[str, Any]:
        """What a client sends along so that a request has the right form."""
        if "multipart/form-data" in operation.body:
            return {"files": {"file": ("rider.pdf", b"%PDF-1.4", "application/pdf")}}
        examples = self.examples(operation)
        return {"json": examples[0]} if examples else {}

    async def one(self, statement: str, *values: object) -> dict[str, Any]:
        """The first row of a query, as the service."""
        async with self.system.database.transaction() as conn:
            row = await (await conn.execute(statement, values)).fetchone()
        assert row is not None
        return row

    async def put(self, statement: str, *values: object) -> None:
        """Change rows as the service."""
        async with self.system.database.transaction() as conn:
            await conn.execute(statement, values)

    async def queued(self) -> list[str]:
        """Names of the jobs that wait."""
        async with self.system.database.transaction() as conn:
            cursor = await conn.execute("select task_name from procrastinate_jobs where status = 'todo' order by id")
            return [row["task_name"] for row in await cursor.fetchall()]

    async def ids_of(self, tour: FullTour) -> dict[str, str]:
        """An id of a tour manager's for every parameter that stands in a path."""
        row = await self.one(
            """select s.tour_id, s.id as show_id, 'schedule.loadIn' as field,
                (select id from agent_drafts where show_id = s.id) as draft_id,
                (select x.message_id from email_extractions x where x.show_id = s.id) as message_id,
                (select id from email_extractions where show_id = s.id) as extraction_id,
                (select id from conflicts where show_id = s.id) as conflict_id,
                (select id from failed_jobs where show_id = s.id) as failed_id,
                (select id from agents where show_id = s.id) as agent_id,
                (select id from agent_tasks where show_id = s.id) as task_id,
                'call-of-' || s.id as tool_call_id
            from shows s where s.id = %s""",
            tour.show_id,
        )
        return {name: str(value) for name, value in row.items()}

    async def state_of_everything(self) -> dict[str, str]:
        """A digest of every table's rows, the queue's included: what a refused request must not change."""
        async with self.system.database.transaction() as conn:
            cursor = await conn.execute(
                "select schemaname || '.' || tablename as name from pg_tables where schemaname = 'public'"
                " or tablename = 'procrastinate_jobs' order by 1"
            )
            digests = {}
            for table in [row["name"] for row in await cursor.fetchall()]:
                found = await conn.execute(
                    f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from {table} t"
                )
                digests[table] = (await found.fetchone() or {})["digest"]
        return digests


def fill(operation: Operation, ids: Mapping[str, str]) -> str:
    """The operation's address with these ids."""
    return operation.path.format(**{name: ids[name] for name in operation.parameters})
