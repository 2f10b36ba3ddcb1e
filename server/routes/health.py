"""Whether the process lives, whether it can work, and its counters."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from server.access import SystemOf

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """That the process lives."""

    status: str = "ok"


class Part(BaseModel):
    """One part that the bridge needs."""

    ok: bool
    detail: str = ""


class Readiness(BaseModel):
    """Whether work can be done. Without the agent host the rules do it, so its absence is no reason to be away."""

    ready: bool
    parts: dict[str, Part]
    waiting_jobs: int = 0
    failed_jobs: int = 0
    unhandled_pushes: int = 0
    unmatched_mail: int = 0


@router.get("/healthz")
async def healthz() -> Health:
    """The process lives."""
    return Health()


@router.get("/readyz", responses={503: {"model": Readiness, "description": "The database does not answer."}})
async def readyz(system: SystemOf, response: Response) -> Readiness:
    """Whether the database answers, the agent host too, and what waits. 503 without the database."""
    parts: dict[str, Part] = {}
    figures: dict[str, int] = {}
    try:
        async with system.database.transaction() as conn:
            cursor = await conn.execute(
                """select (select count(*) from jobs.procrastinate_jobs where status in ('todo', 'doing')) as waiting_jobs,
                    (select count(*) from failed_jobs where retried_at is null) as failed_jobs,
                    (select count(*) from gmail_notifications where handled_at is null) as unhandled_pushes,
                    (select count(*) from email_messages where show_id is null and direction = 'inbound'
                        and not was_processed) as unmatched_mail"""
            )
            figures = await cursor.fetchone() or {}
        parts["database"] = Part(ok=True)
    except Exception as fault:
        parts["database"] = Part(ok=False, detail=str(fault)[:300])
    health = await system.host.health()
    parts["agent_host"] = Part(ok=health.ok, detail=health.detail or f"{system.host.name} {health.version}".strip())
    ready = parts["database"].ok
    response.status_code = 200 if ready else 503
    return Readiness(ready=ready, parts=parts, **figures)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Counters in Prometheus' text format."""
    return Response(generate_latest(request.app.state.prometheus), media_type=CONTENT_TYPE_LATEST)
