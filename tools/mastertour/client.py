"""A thin client of the Master Tour API v5: signed calls, every failure as one of our errors, no retries.

Retries stand above it, so that each try is signed anew. What the API is known to do is in `docs/master-tour.md`.
"""

import asyncio
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

import requests
from requests_oauthlib import OAuth1

from advancing.errors import NotFound, NotPermitted, OutsideFault, StateConflict
from advancing.itinerary import Day, DayEvent, ItemDraft, Tour
from tools.mastertour import wire

BASE_URL = "https://my.eventric.com/portal/api/v5"
API_VERSION = "10"
"""Value of the query parameter `version`, without which the API answers 426."""

T = TypeVar("T")
Query = Mapping[str, str]


class StaleRecord(StateConflict):
    """Somebody changed the record since it was read: read it again."""

    code = "stale_record"


class MasterTourClient:
    """The calls that the product makes, on behalf of the key's owner.

    Args:
        key: OAuth consumer key.
        secret: Its secret.
        base_url: Where the API is, without a slash at its end.
        version: API version asked for.
        connect_timeout_s: Seconds to wait for a connection.
        read_timeout_s: Seconds to wait for each part of an answer.
    """

    def __init__(
        self,
        key: str,
        secret: str,
        *,
        base_url: str = BASE_URL,
        version: str = API_VERSION,
        connect_timeout_s: float = 5,
        read_timeout_s: float = 30,
    ) -> None:
        self._keys = wire.Keys(key, secret)
        self._base_url = base_url.rstrip("/")
        self._version = version
        self._timeout_s = (connect_timeout_s, read_timeout_s)
        self._session = requests.Session()
        self._session.headers.update({"Accept": "application/json", "User-Agent": "advancing"})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    async def list_tours(self) -> tuple[Tour, ...]:
        """The tours that the key may see, without their days."""
        return await self._call("GET", "/tours", read=wire.read_tours)

    async def get_tour(self, tour_id: str, num_past_days: int | None = None) -> Tour:
        """A tour with its days, these without schedule.

        Args:
            tour_id: Its id.
            num_past_days: How many days before today are wanted; None: what the API gives by itself (5 are seen).

        Raises:
            NotFound: No such tour.
            NotPermitted: The key may not see it.
        """
        query = {} if num_past_days is None else {"numPastDays": str(num_past_days)}
        return await self._call("GET", f"/tour/{_part(tour_id)}", query=query, read=wire.read_tour)

    async def get_day(self, day_id: str) -> Day:
        """A day with its notes and its schedule.

        Args:
            day_id: Its id.

        Raises:
            NotFound: No such day.
            NotPermitted: The key may not see it.
        """
        return await self._call("GET", f"/day/{_part(day_id)}", read=wire.read_day)

    async def get_day_events(self, day_id: str) -> tuple[DayEvent, ...]:
        """The events of a day, with their venues.

        Args:
            day_id: Its id.

        Raises:
            NotFound: No such day.
            NotPermitted: The key may not see it.
        """
        return await self._call("GET", f"/day/{_part(day_id)}/events", read=wire.read_events)

    async def update_day_notes(self, day_id: str, general: str, hotel: str, travel: str, sync_id: str) -> None:
        """Write a day's notes: all three, since what is left out is lost.

        Args:
            day_id: The day.
            general: General notes, plain text.
            hotel: Hotel notes.
            travel: Travel notes.
            sync_id: The version last read.

        Raises:
            StaleRecord: Somebody changed the day since.
            NotPermitted: The key may not write to this tour.
        """
        body = {"generalNotes": general, "hotelNotes": hotel, "travelNotes": travel, "syncId": sync_id}
        await self._call("PUT", f"/day/{_part(day_id)}", body=body, read=_nothing)

    async def create_item(self, day_id: str, draft: ItemDraft) -> tuple[str, str]:
        """Make a schedule item. Where the answer gets lost, the item may have been made: look before trying again.

        Args:
            day_id: The day it is for.
            draft: The item, moments in UTC.

        Returns:
            Its id and its syncId.

        Raises:
            NotPermitted: The key may not write to this tour.
        """
        body = {"parentDayId": day_id, **_item_body(draft)}
        return await self._call("POST", "/itinerary", body=body, read=wire.read_created)

    async def update_item(self, item_id: str, draft: ItemDraft, sync_id: str) -> None:
        """Write a schedule item, all of it.

        Args:
            item_id: The item.
            draft: How it is to stand, moments in UTC.
            sync_id: The version last read.

        Raises:
            StaleRecord: Somebody changed it since.
            NotFound: It is gone.
            NotPermitted: The key may not write to this tour.
        """
        body = {**_item_body(draft), "syncId": sync_id}
        await self._call("PUT", f"/itinerary/{_part(item_id)}", body=body, read=_nothing)

    async def delete_item(self, item_id: str) -> None:
        """Delete a schedule item.

        Args:
            item_id: The item.

        Raises:
            NotFound: It is gone already.
            NotPermitted: The key may not write to this tour.
        """
        await self._call("DELETE", f"/itinerary/{_part(item_id)}", read=_nothing)

    async def get_keys(self, username: str, password: str) -> wire.Keys:
        """Trade a Master Tour login for a key and its secret; this call is not signed.

        Args:
            username: The login's name.
            password: Its password; used once, neither stored nor shown.

        Raises:
            OutsideFault: The login was refused, or Master Tour can't be reached.
        """
        query = {"username": username, "password": password}
        return await self._call("GET", "/getkeys", query=query, read=wire.read_keys, signed=False)

    async def _call(
        self,
        method: str,
        path: str,
        *,
        read: Callable[[object], T],
        query: Query | None = None,
        body: Mapping[str, object] | None = None,
        signed: bool = True,
    ) -> T:
        answer = await asyncio.to_thread(self._send, method, path, query or {}, body, signed=signed)
        try:
            return read(answer)
        except wire.Unreadable as error:
            raise OutsideFault(
                f"Master Tour's answer to {method} {path} can't be used: {error}.", system="mastertour", retryable=False
            ) from error

    def _send(self, method: str, path: str, query: Query, body: Mapping[str, object] | None, *, signed: bool) -> object:
        """The one place where a request is made; gives `data` of the answer. Blocks."""
        try:
            response = self._session.request(
                method,
                self._base_url + path,
                params={"version": self._version, **query},
                json=body,
                auth=OAuth1(self._keys.key, self._keys.secret) if signed else None,
                timeout=self._timeout_s,
                allow_redirects=False,  # a redirected request would no longer be the one that was signed
            )
        except requests.RequestException as error:
            # The kind of error only: its text holds the URL, whose query may hold a password.
            raise OutsideFault(
                f"Master Tour could not be reached for {method} {path} ({type(error).__name__}).",
                system="mastertour",
                retryable=True,
            ) from None
        return _read_answer(response, f"{method} {path}")


def _item_body(draft: ItemDraft) -> dict[str, object]:
    return {
        "title": draft.title,
        "details": draft.details,
        "isConfirmed": draft.is_confirmed,
        "isComplete": draft.is_complete,
        "startDatetime": draft.start,
        "endDatetime": draft.end,
        "timePriority": "",  # demanded, and of no known effect
    }


def _read_answer(response: requests.Response, call: str) -> object:
    try:
        answer = response.json()
    except requests.exceptions.JSONDecodeError:
        answer = None
    if not isinstance(answer, Mapping):
        raise _failure(response, call, f"answered {response.status_code} with something that is not its JSON")
    message = wire.decode(str(answer.get("message") or ""))[:300]
    if not response.ok or not wire.read_flag(answer.get("success")):
        raise _failure(response, call, message or f"answered {response.status_code} without a reason")
    return answer.get("data")


def _failure(
    response: requests.Response, call: str, reason: str
) -> OutsideFault | NotFound | NotPermitted | StaleRecord:
    """Our error for an answer that is none: told by the status, and by the message where the status says 200."""
    status, said = response.status_code, reason.casefold()
    if status == 401 or "oauth" in said or "signature" in said:
        return _fault(f"Master Tour refused our key: {reason}. Check key, secret and this machine's clock.", response)
    if status == 426:
        return _fault(f"Master Tour asks for another API version than ours: {reason}.", response)
    if status == 403 or "permission" in said:
        return NotPermitted(
            f"Master Tour did not allow {call}: {reason}. Ask the tour's owner for the right to edit it."
        )
    if status == 404 or "not found" in said or "does not exist" in said:
        return NotFound(f"Master Tour has no such record ({call}): {reason}.")
    if status < 500 and "sync" in said:
        return StaleRecord(f"Somebody changed it in Master Tour since it was read ({call}): {reason}.")
    retryable = status >= 500 or status in (408, 425, 429) or (status == 200 and not _is_json(response))
    return _fault(f"Master Tour failed at {call}: {reason}.", response, retryable=retryable)


def _fault(message: str, response: requests.Response, *, retryable: bool = False) -> OutsideFault:
    wait = response.headers.get("Retry-After", "")
    return OutsideFault(
        message,
        system="mastertour",
        retryable=retryable,
        retry_after_s=float(wait) if wait.isdecimal() else None,
        status=response.status_code,
    )


def _is_json(response: requests.Response) -> bool:
    """A maintenance page comes as HTML, with any status."""
    return "json" in response.headers.get("Content-Type", "")


def _part(identifier: str) -> str:
    """An id as one part of a path, whatever is in it."""
    return quote(identifier, safe="")


def _nothing(data: object) -> None:
    """For answers of which nothing is needed; what they hold is not documented."""
    del data
