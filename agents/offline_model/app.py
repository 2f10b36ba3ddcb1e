"""The offline model's HTTP: the three OpenAI endpoints, and control calls for tests under `/_emulator/`."""

import asyncio
import time
import uuid
from collections import deque
from collections.abc import Mapping, Sequence
from json import dumps
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict

from advancing.roles import Role
from agents.offline_model.embedding import DIMENSIONS, embed, packed
from agents.offline_model.script import Script, ScriptedAnswer
from agents.offline_model.wire import Answer, ChatRequest, completion, count_tokens, read_request, stream
from agents.persona import role_of
from agents.rules import PLAYERS

MODEL_ID = "offline-rules"
CONTEXT_TOKENS = 128_000
_KEPT_REQUESTS = 500


class ScriptBody(BaseModel):
    """Body of `POST /_emulator/script`."""

    model_config = ConfigDict(extra="forbid")

    answers: list[ScriptedAnswer]


class Seen(BaseModel):
    """A chat request, as `GET /_emulator/requests` lists it."""

    role: Role | None
    model: str
    system: str
    last_message: str
    tools: list[str]
    messages: int
    scripted: bool


class OfflineModel:
    """What one running model keeps: the script of a test, and the latest requests."""

    def __init__(self) -> None:
        self.script = Script()
        self.seen: deque[Seen] = deque(maxlen=_KEPT_REQUESTS)

    async def answer(self, request: ChatRequest) -> Answer | Response:
        """What to say to a request: as scripted, else by the rules of the role that the system prompt names."""
        role = role_of(request.system)
        scripted = self.script.next_for(role)
        self._remember(request, role, scripted=scripted is not None)
        if scripted:
            await asyncio.sleep(scripted.delay_s)
            if scripted.status:
                return _error(scripted.status, scripted.text or "scripted fault")
            if not scripted.play:
                return scripted.answer
        return _played(request, role)

    def _remember(self, request: ChatRequest, role: Role | None, *, scripted: bool) -> None:
        self.seen.append(
            Seen(
                role=role,
                model=request.model,
                system=request.system,
                last_message=request.messages[-1].text if request.messages else "",
                tools=list(request.tools),
                messages=len(request.messages),
                scripted=scripted,
            )
        )


def create_offline_model(model_ids: Sequence[str] = (MODEL_ID,)) -> FastAPI:
    """Make the ASGI app, with nothing scripted.

    Args:
        model_ids: The models that it lists; all play alike.

    Returns:
        The app.
    """
    model = OfflineModel()
    app = FastAPI(title="Offline model", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/v1/models")
    async def models() -> dict[str, Any]:
        fixed = {"object": "model", "created": 0, "owned_by": "advancing", "context_length": CONTEXT_TOKENS}
        return {"object": "list", "data": [{"id": model_id, **fixed} for model_id in model_ids]}

    @app.post("/v1/chat/completions")
    async def chat(raw: Request) -> Response:
        try:
            request = read_request(await raw.json())
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            return _error(400, f"The request cannot be read: {fault}")
        answer = await model.answer(request)
        if isinstance(answer, Response):
            return answer
        completion_id, created = f"chatcmpl-{uuid.uuid4().hex}", int(time.time())
        if request.stream:
            events = stream(request, answer, completion_id, created)
            return StreamingResponse(events, media_type="text/event-stream")
        return JSONResponse(completion(request, answer, completion_id, created))

    @app.post("/v1/embeddings")
    async def embeddings(raw: Request) -> Response:
        body = await raw.json()
        texts = body["input"] if isinstance(body.get("input"), list) else [body.get("input")]
        if not all(isinstance(text, str) for text in texts):
            return _error(400, "The input of embeddings has to be a text or a list of texts.")
        return JSONResponse(_embeddings(texts, body))

    @app.post("/_emulator/script")
    async def script(body: ScriptBody) -> dict[str, int]:
        model.script.add(body.answers)
        return {"waiting": len(model.script)}

    @app.get("/_emulator/requests")
    async def requests() -> list[Seen]:
        return list(model.seen)

    @app.post("/_emulator/reset")
    async def reset() -> dict[str, int]:
        model.script.clear()
        model.seen.clear()
        return {"waiting": 0}

    return app


def _played(request: ChatRequest, role: Role | None) -> Answer:
    if role is None:
        return Answer(_digest(request))
    step = PLAYERS[role](request.messages, request.tools)
    return Answer(step.text, tuple((call.name, dumps(call.arguments, ensure_ascii=False)) for call in step.requests))


def _digest(request: ChatRequest) -> str:
    """A request with no role of ours is the server's, to sum up an older part of a chat: keep each line's beginning."""
    lines = [line.strip()[:160] for message in request.messages for line in message.text.splitlines() if line.strip()]
    return "Earlier in this conversation:\n" + "\n".join(lines[-40:]) if lines else "Nothing was said."


def _embeddings(texts: list[str], body: Mapping[str, Any]) -> dict[str, Any]:
    vectors = [embed(text, int(body.get("dimensions") or DIMENSIONS)) for text in texts]
    as_text = body.get("encoding_format") == "base64"
    tokens = sum(count_tokens(text) for text in texts)
    return {
        "object": "list",
        "model": body.get("model") or MODEL_ID,
        "data": [
            {"object": "embedding", "index": index, "embedding": packed(vector) if as_text else vector}
            for index, vector in enumerate(vectors)
        ],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }


def _error(status: int, message: str) -> JSONResponse:
    error = {"message": message, "type": "server_error" if status >= 500 else "invalid_request_error", "code": None}
    return JSONResponse({"error": error}, status_code=status)
