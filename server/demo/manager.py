"""The demo's tour manager: works through the HTTP API as a person would through the console."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx

from advancing.errors import OutsideFault
from advancing.extraction import AskedQuestion
from advancing.fields import CATALOGUE, FieldKey
from advancing.values import same
from server.demo import tour
from server.demo.tour import DemoShow
from server.demo.venue import answered_questions, reply, stray_mail
from server.local.stack import Stack

Say = Callable[[str], None]
PATIENCE_S = 120.0
_NAMED_OTHERWISE = ("text", "power")


class TourManager:
    """Advances the demo's shows.

    Args:
        running: The installation.
        say: Told what happens.
        shows: The tour; each venue and each contact's address once.
    """

    def __init__(self, running: Stack, say: Say, shows: Sequence[DemoShow] = tour.SHOWS) -> None:
        self._running = running
        self._say = say
        self._shows = shows
        self._api = httpx.AsyncClient(
            base_url=running.url,
            headers={"Authorization": f"Bearer {running.api_token}"},
            timeout=60,
            trust_env=False,
        )
        self._world = httpx.AsyncClient(timeout=30, trust_env=False)
        self._today = datetime.now(UTC).date()
        self._ids: dict[str, str] = {}
        self._answered: set[str] = set()
        self._just_said: dict[str, set[FieldKey]] = {}

    async def close(self) -> None:
        """Close the connections."""
        await self._api.aclose()
        await self._world.aclose()

    async def set_the_stage(self) -> None:
        """Put the tour into Master Tour and the shows into the system."""
        days = [
            {
                "id": f"day-{number}",
                "tourId": tour.MASTER_TOUR_ID,
                "dayDate": show.on(self._today).isoformat(),
                "name": show.venue,
                "dayType": "Show Day",
                "timeZone": show.timezone,
                "city": show.city,
                "country": show.country,
                "generalNotes": "Merch count by 17:00 (Jo)",
            }
            for number, show in enumerate(self._shows, 1)
        ]
        await self._world.post(
            f"{self._running.master_tour_url}/_emulator/seed",
            json={
                "tours": [{"id": tour.MASTER_TOUR_ID, "artistName": tour.ARTIST, "tourName": tour.TOUR}],
                "days": days,
            },
        )
        for show in self._shows:
            made = await self._post("/shows", self._new_show(show))
            self._ids[show.venue] = made["show"]["id"]
        tour_id = (await self._get("/tours"))["tours"][0]["id"]
        await self._patch(f"/tours/{tour_id}", {"master_tour_id": tour.MASTER_TOUR_ID})
        await self._put_file(f"/tours/{tour_id}/rider", "Night Ferry rider.pdf", _rider())

    def _new_show(self, show: DemoShow) -> dict[str, Any]:
        return {
            "tour": tour.TOUR,
            "artist": tour.ARTIST,
            "venue": show.venue,
            "venue_type": show.venue_type,
            "city": show.city,
            "country": show.country,
            "timezone": show.timezone,
            "currency": show.currency,
            "show_date": show.on(self._today).isoformat(),
            "contact_name": show.contact[0],
            "contact_email": show.contact[1],
            "contract": show.contract,
        }

    async def start_all(self) -> None:
        """Start every advance."""
        for show in self._shows:
            await self._post(f"/shows/{self._ids[show.venue]}/start", {})
            self._say(f"{show.venue}: the advance is started.")

    async def advance_all(self) -> None:
        """Work until every show is complete."""
        await self.deliver(stray_mail(self._running.settings.tour_manager_email, datetime.now(UTC)))
        rejected, edited = tour.HALCYON.venue, tour.KETTLE.venue
        until = time.monotonic() + PATIENCE_S
        open_shows = {show.venue: show for show in self._shows}
        while open_shows:
            if time.monotonic() > until:
                raise OutsideFault(
                    f"The demo made no progress for {PATIENCE_S:.0f} s: {await self._where_they_stand()}",
                    system="demo",
                    retryable=False,
                )
            moved = False
            for venue, show in list(open_shows.items()):
                status = await self.status(venue)
                if status == "completed":
                    self._say(f"{venue}: complete.")
                    del open_shows[venue]
                    moved = True
                elif status == "draft_pending_approval":
                    moved |= await self.review_draft(show, reject=venue == rejected, edit=venue == edited)
                    rejected = "" if venue == rejected else rejected
                    edited = "" if venue == edited else edited
                elif status == "awaiting_response":
                    moved |= await self._let_the_venue_answer(show)
                elif status == "awaiting_approval":
                    moved |= await self._review_reading(show)
                elif status == "needs_attention":
                    raise OutsideFault(
                        f"{venue} needs attention: {await self._where_they_stand()}", system="demo", retryable=False
                    )
            if moved:
                until = time.monotonic() + PATIENCE_S
            else:
                await asyncio.sleep(0.1)

    async def play_the_venues(self) -> None:
        """Answer every mail that a visitor approves, until stopped."""
        while True:
            for show in self._shows:
                if await self.status(show.venue) == "awaiting_response":
                    await self._let_the_venue_answer(show)
            await asyncio.sleep(1.0)

    async def review_draft(self, show: DemoShow, *, reject: bool = False, edit: bool = False) -> bool:
        """Approve the draft that waits; reject or edit it where the demo wants that once. False: none waits."""
        waiting = await self._get(f"/drafts?status=pending_review&show_id={self._ids[show.venue]}")
        if not waiting["drafts"]:
            return False
        shown = waiting["drafts"][0]
        draft = shown["draft"]
        if reject:
            await self._post(f"/drafts/{draft['id']}/reject", {"feedback": "Shorter please, and a little warmer."})
            self._say(f"{show.venue}: draft rejected (“Shorter please, and a little warmer.”).")
            return True
        wanted = {"fingerprint": shown["fingerprint"]}
        if edit:
            wanted["body"] = draft["body"].rstrip() + "\n\nPS: Dinner is on us if the espresso machine still works."
        await self._post(f"/drafts/{draft['id']}/approve", wanted)
        asked = ", ".join(CATALOGUE[FieldKey(key)].label for key in draft["fields_requested"])
        how = "approved with an edit" if edit else "approved"
        self._say(f"{show.venue}: {draft['draft_type']} mail {how}; it asks for {asked}.")
        return True

    async def _let_the_venue_answer(self, show: DemoShow) -> bool:
        """The venue answers the latest mail to it, once."""
        raw = await self.write_answer(show)
        if raw is None:
            return False
        await self.deliver(raw)
        self._say(f"{show.venue}: {show.contact[0]} answers.")
        return True

    async def write_answer(self, show: DemoShow) -> bytes | None:
        """What the venue answers to the latest mail to it, once, as it is delivered; None: nothing to answer."""
        sent = await self._latest_mail_to(show.contact[1])
        if sent is None or sent["messageId"] in self._answered:
            return None
        drafts = await self._get(f"/drafts?status=sent&show_id={self._ids[show.venue]}")
        asked = [AskedQuestion.model_validate(item) for item in drafts["drafts"][0]["draft"]["questions_asked"]]
        first = not self._answered & await self._ids_to(show.contact[1])
        self._answered.add(sent["messageId"])
        self._just_said[show.venue] = {item.field for item in answered_questions(show, asked, first=first)}
        return reply(show, sent, asked, first=first, at=datetime.now(UTC))

    async def _review_reading(self, show: DemoShow) -> bool:
        """Approve what was read; correct what a careful person would read otherwise."""
        waiting = await self._get(f"/extractions?status=pending_review&show_id={self._ids[show.venue]}")
        if not waiting["extractions"]:
            return False
        shown = waiting["extractions"][0]
        extraction = shown["extraction"]["extraction"]
        decisions = self._decisions(show, extraction)
        await self._post(
            f"/extractions/{shown['extraction']['id']}/approve",
            {"fingerprint": shown["fingerprint"], "decisions": decisions},
        )
        conflicts = [key for key, found in extraction["fields"].items() if found["conflict"]]
        notes = f", {len(decisions)} decided otherwise" if decisions else ""
        notes += f", in conflict: {', '.join(conflicts)}" if conflicts else ""
        self._say(f"{show.venue}: {len(extraction['fields'])} facts reviewed{notes}.")
        return True

    def _decisions(self, show: DemoShow, extraction: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """What a careful person would change in a reading; the buyout is held against the contract."""
        decisions: dict[str, dict[str, Any]] = {}
        for key, found in extraction["fields"].items():
            said = show.answers.get(key)
            if said is None:
                continue
            field = CATALOGUE[FieldKey(key)]
            if field.type.value in _NAMED_OTHERWISE:
                right = str(said.value).lower() in str(found["value"]).lower()
                value: Any = said.words
            else:
                right, value = same(field, found["value"], said.value), said.value
            if not right:
                decisions[key] = {"action": "correct", "value": value}
        for missed in self._just_said.get(show.venue, set()) - set(extraction["fields"]):
            # It stands in the mail, and a careful person sees it.
            said, field = show.answers[missed], CATALOGUE[missed]
            value = said.words if field.type.value in _NAMED_OTHERWISE else said.value
            decisions[missed] = {"action": "correct", "value": value}
        if show is tour.FABRIK and "hospitality.buyoutAmount" in extraction["fields"]:
            decisions["hospitality.buyoutAmount"] = {
                "action": "correct",
                "value": show.contract["hospitality.buyoutAmount"],
            }
        return decisions

    async def status(self, venue: str) -> str:
        """Where a show stands, by its venue."""
        return str((await self._get(f"/shows/{self._ids[venue]}"))["show"]["status"])

    async def _where_they_stand(self) -> str:
        shows = (await self._get("/shows"))["shows"]
        return "; ".join(f"{item['venue']}: {item['status']} {item['status_reason']}".strip() for item in shows)

    async def _ids_to(self, address: str) -> set[str]:
        return {item["messageId"] for item in await self._mails_to(address)}

    async def _latest_mail_to(self, address: str) -> dict[str, Any] | None:
        found = await self._mails_to(address)
        return found[-1] if found else None

    async def _mails_to(self, address: str) -> list[dict[str, Any]]:
        answer = (await self._world.get(f"{self._running.gmail_url}/_emulator/sent")).json()
        return [item for item in answer["sent"] if any(address in to for to in item["to"])]

    async def deliver(self, raw: bytes) -> None:
        """Put a mail into the tour manager's mailbox, as Gmail would."""
        answer = await self._world.post(f"{self._running.gmail_url}/_emulator/deliver", content=raw)
        answer.raise_for_status()

    async def _get(self, path: str) -> Any:
        return _read(await self._api.get(path))

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        return _read(await self._api.post(path, json=body))

    async def _patch(self, path: str, body: dict[str, Any]) -> Any:
        return _read(await self._api.patch(path, json=body))

    async def _put_file(self, path: str, name: str, content: bytes) -> Any:
        return _read(await self._api.put(path, files={"file": (name, content, "application/pdf")}))


def _read(answer: httpx.Response) -> Any:
    if answer.is_error:
        raise OutsideFault(
            f"{answer.request.method} {answer.request.url.path} was answered with {answer.status_code}: {answer.text}",
            system="bridge",
            retryable=False,
            status=answer.status_code,
        )
    return answer.json()


def _rider() -> bytes:
    """A one-page PDF, made here so that the repository holds no binary."""
    text = "BT /F1 18 Tf 72 720 Td (Night Ferry - technical and hospitality rider) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    out += "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode("latin-1")
