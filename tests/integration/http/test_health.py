"""Whether the bridge lives and can work, and its counters."""

import httpx
import psycopg
import pytest
from psycopg import conninfo

from agents.hosts.letta import LettaHost
from agents.system import System
from server.app import create_app
from server.bootstrap import Fakes, bootstrap
from server.settings import Settings
from tests.integration.http.bridge import Bridge
from tools.store.database import Database


async def get(app: object, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://bridge") as http:
        return await http.get(path)


async def test_the_process_lives(bridge: Bridge) -> None:
    answer = await bridge.send("GET", "/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_it_can_work_and_what_waits_is_a_number(bridge: Bridge) -> None:
    async with bridge.system.database.transaction() as conn:
        await bridge.system.jobs.defer_for_show(conn, "plan_next", bridge.dana.show_id)

    answer = await bridge.send("GET", "/readyz")

    ready = answer.json()
    assert (answer.status_code, ready["ready"]) == (200, True)
    assert {name: part["ok"] for name, part in ready["parts"].items()} == {"database": True, "agent_host": True}
    assert (ready["waiting_jobs"], ready["failed_jobs"], ready["unhandled_pushes"]) == (1, 2, 2)
    assert ready["unmatched_mail"] == 2


async def test_without_the_agent_host_it_can_work_by_the_rules(settings: Settings) -> None:
    away = LettaHost("http://127.0.0.1:9")
    async with bootstrap(settings, Fakes(host=away)) as system:
        answer = await get(create_app_on(settings, system), "/readyz")

    ready = answer.json()
    assert (answer.status_code, ready["ready"]) == (200, True)
    assert ready["parts"]["agent_host"]["ok"] is False
    assert ready["parts"]["agent_host"]["detail"]


@pytest.mark.parametrize("path", ["/readyz", "/shows"])
async def test_without_the_database_it_cannot_work_and_says_so(settings: Settings, dsn: str, path: str) -> None:
    async with bootstrap(settings) as system:
        quick = Database(dsn, timeout_s=0.5)
        await quick.open()
        object.__setattr__(system, "database", quick)
        app = create_app_on(settings, system)
        name = conninfo.conninfo_to_dict(dsn)["dbname"]
        with psycopg.connect(conninfo.make_conninfo(dsn, dbname="postgres"), autocommit=True) as admin:
            admin.execute(f"alter database {name} with allow_connections false")
            admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,))
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://bridge") as http:
                answer = await http.get(path, headers={"Authorization": "Bearer x"})
            admin.execute(f"alter database {name} with allow_connections true")
        await quick.close()

    assert answer.status_code == 503
    if path == "/readyz":
        assert answer.json()["ready"] is False
        assert answer.json()["parts"]["database"]["ok"] is False
    else:
        assert answer.json()["error"]["code"] == "outside_fault"


async def test_requests_are_measured_by_route_and_never_by_id(bridge: Bridge) -> None:
    await bridge.ask("GET", f"/shows/{bridge.dana.show_id}")
    await bridge.http.get("/a/page/that/is/not/there")

    answer = await bridge.http.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain")
    assert 'route="/shows/{show_id}"' in answer.text
    assert str(bridge.dana.show_id) not in answer.text
    assert "that/is/not/there" not in answer.text


async def test_every_answer_carries_the_id_of_its_request(bridge: Bridge) -> None:
    given = await bridge.http.get("/healthz", headers={"X-Request-Id": "ticket-7"})
    made = await bridge.http.get("/healthz")

    assert given.headers["x-request-id"] == "ticket-7"
    assert len(made.headers["x-request-id"]) == 32


def create_app_on(settings: Settings, system: System) -> object:
    app = create_app(settings, system)
    app.state.system = system
    return app
