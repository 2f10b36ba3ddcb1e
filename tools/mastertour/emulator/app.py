"""The emulated API v5 under `/portal/api/v5`, and its control calls under `/_emulator/` (see `control`).

It behaves as `docs/master-tour.md` says the real one does: entities in text, mixed booleans, `success: false` with
status 200, notes that are lost when left out. What the real one answers to a stale `syncId` is not known.
"""

import html
import json
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.requests import Request
from starlette.responses import Response

from tools.mastertour.emulator.book import ITEM_FIELDS, NOTES, Account, Book, Record, is_moment, local_time
from tools.mastertour.emulator.control import add_control_routes
from tools.mastertour.emulator.signature import SignatureCheck
from tools.mastertour.emulator.trouble import DroppedConnection, Trouble, Troubles, wait

API = "/portal/api/v5"
NO_PERMISSION = "You do not have the appropriate tour permission"
STALE = "The syncId is out of date; the record has been changed"


class Refused(Exception):
    """An answer with `success: false`."""

    def __init__(self, message: str, status: int = 200) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def create_mastertour_emulator(
    *, accounts: Iterable[Account] = (Account(),), book: Book | None = None, clock: Callable[[], float] = time.time
) -> FastAPI:
    """Make the ASGI app.

    Args:
        accounts: Who has a key.
        book: What it holds to begin with; None: nothing.
        clock: Seconds since 1970, for the signatures' timestamps.

    Returns:
        The app; its state is in memory and its own.
    """
    by_key = {account.key: account for account in accounts}
    emulator = _Emulator(book or Book(), by_key, clock)
    app = FastAPI(title="Master Tour emulator", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route(f"{API}/{{path:path}}", emulator.answer, methods=["GET", "POST", "PUT", "DELETE"])
    add_control_routes(app, emulator.book, emulator.troubles)
    return app


class _Emulator:
    def __init__(self, book: Book, accounts: Mapping[str, Account], clock: Callable[[], float]) -> None:
        self.book = book
        self.troubles = Troubles([])
        self._accounts = accounts
        self._signatures = SignatureCheck(accounts, clock)
        self._clock = clock

    async def answer(self, request: Request) -> Response:
        """One call: trouble first, then version, signature, and what was asked."""
        trouble = self.troubles.next_for(request) or Trouble()
        await wait(trouble)
        if trouble.status is not None:
            return _troubled(trouble)
        body = await request.body()
        try:
            data = self._do(request, body, lost=trouble.lose_answer is not None)
            done: Response = _answer(True, "", data)
        except Refused as refused:
            done = _answer(False, refused.message, [], refused.status)
        if trouble.lose_answer == "drop":
            return DroppedConnection()
        if trouble.lose_answer == "bad_gateway":
            return HTMLResponse("<h1>502 Bad Gateway</h1>", 502)
        return done

    def _do(self, request: Request, body: bytes, *, lost: bool) -> object:
        if not request.query_params.get("version", "").isdecimal():
            raise Refused("Please update your application: a version is required", 426)
        parts = [part for part in request.path_params["path"].split("/") if part]
        if parts == ["getkeys"] and request.method == "GET":
            return self._keys(request)
        account = self._signatures.who_signed(request)
        if account is None:
            raise Refused("OAuth verification failed", 401)
        match request.method, parts:
            case "GET", ["tours"]:
                return {"tours": [_tour_line(tour, account) for tour in self._tours(account)]}
            case "GET", ["tour", tour_id]:
                return self._tour(account, tour_id, request.query_params.get("numPastDays", "5"))
            case "GET", ["tour", tour_id, "all"]:
                return self._tour(account, tour_id, None)
            case "GET", ["tour", tour_id, "summary", date]:
                tour = self._readable_tour(account, tour_id)
                return [self._day(day) for day in self.book.days_of(tour["id"]) if day["dayDate"][:10] == date]
            case "GET", ["day", day_id]:
                return {"day": self._day(self._readable_day(account, day_id))}
            case "GET", ["day", day_id, "events"]:
                self._readable_day(account, day_id)
                return {"events": [_encoded(event) for event in self.book.events_of(day_id)]}
            case "PUT", ["day", day_id]:
                return self._put_day(account, day_id, _json_object(body), lost=lost)
            case "POST", ["itinerary"]:
                return self._post_item(account, _json_object(body), lost=lost)
            case "PUT", ["itinerary", item_id]:
                return self._put_item(account, item_id, _json_object(body), lost=lost)
            case "DELETE", ["itinerary", item_id]:
                item = self._writable_item(account, item_id)
                del self.book.items[item["id"]]
                self.book.log(account, "delete_item", item_id, {}, answered=not lost)
                return []
        raise Refused("Not found", 404)

    def _keys(self, request: Request) -> object:
        for account in self._accounts.values():
            given = request.query_params.get("username"), request.query_params.get("password")
            if given == (account.username, account.password):
                return {"publicKey": account.key, "secretKey": account.secret}
        raise Refused("Invalid username or password", 401)

    # Reading --------------------------------------------------------------------------------------------------------

    def _tours(self, account: Account) -> list[Record]:
        return [tour for tour in self.book.tours.values() if account.may_read(tour["id"])]

    def _tour(self, account: Account, tour_id: str, num_past_days: str | None) -> object:
        """A tour with its days, of the past only as many as asked for; None: all."""
        tour = self._readable_tour(account, tour_id)
        earliest = ""
        if num_past_days is not None:
            if not num_past_days.isdecimal():
                raise Refused("numPastDays must be a number", 400)
            today = datetime.fromtimestamp(self._clock(), UTC).date()
            earliest = str(today - timedelta(days=int(num_past_days)))
        days = [
            {key: day[key] for key in _DAY_LINE} | {"dayDate": f"{day['dayDate'][:10]} 00:00:00"}
            for day in self.book.days_of(tour_id)
            if day["dayDate"][:10] >= earliest
        ]
        names = {key: tour[key] for key in ("id", "artistName", "tourName", "legName")}
        return {"tour": _encoded({**names, "days": days})}

    def _day(self, day: Record) -> object:
        items = [
            {
                **{key: item[key] for key in ("id", "parentDayId", "title", "details", "startDatetime", "endDatetime")},
                "paulStartTime": local_time(str(item["startDatetime"]), day["timeZone"]),
                "paulEndTime": local_time(str(item["endDatetime"]), day["timeZone"]),
                "dayTimeZone": day["timeZone"],
                # The real one gives booleans in several ways; so all of them are seen here.
                "isConfirmed": "1" if item["isConfirmed"] else "0",
                "isComplete": 1 if item["isComplete"] else 0,
                "syncId": item["syncId"],
            }
            for item in self.book.items_of(day["id"])
        ]
        return _encoded({**day, "dayDate": f"{day['dayDate'][:10]} 00:00:00", "scheduleItems": items})

    def _readable_tour(self, account: Account, tour_id: str) -> Record:
        tour = self.book.tours.get(tour_id)
        if tour is None:
            raise Refused("Tour not found", 404)
        if not account.may_read(tour_id):
            raise Refused(NO_PERMISSION)
        return tour

    def _readable_day(self, account: Account, day_id: str) -> Record:
        day = self.book.days.get(day_id)
        if day is None:
            raise Refused("Day not found", 404)
        self._readable_tour(account, day["tourId"])
        return day

    # Writing --------------------------------------------------------------------------------------------------------

    def _put_day(self, account: Account, day_id: str, body: Record, *, lost: bool) -> object:
        day = self._readable_day(account, day_id)
        if not account.may_write(day["tourId"]):
            raise Refused(NO_PERMISSION)
        _check_version(day, body)
        self.book.change(day, {name: str(body.get(name) or "") for name in NOTES})
        self.book.log(account, "update_day", day_id, body, answered=not lost)
        return []

    def _post_item(self, account: Account, body: Record, *, lost: bool) -> object:
        day = self._readable_day(account, str(body.get("parentDayId")))
        if not account.may_write(day["tourId"]):
            raise Refused(NO_PERMISSION)
        item = self.book.add_item({"parentDayId": day["id"], **_item_fields(body)})
        self.book.log(account, "create_item", item["id"], body, answered=not lost)
        return {"id": item["id"], "syncId": item["syncId"]}

    def _put_item(self, account: Account, item_id: str, body: Record, *, lost: bool) -> object:
        item = self._writable_item(account, item_id)
        _check_version(item, body)
        self.book.change(item, _item_fields(body))
        self.book.log(account, "update_item", item_id, body, answered=not lost)
        return []

    def _writable_item(self, account: Account, item_id: str) -> Record:
        item = self.book.items.get(item_id)
        if item is None:
            raise Refused("Itinerary item not found", 404)
        if not account.may_write(self.book.tour_of_item(item)):
            raise Refused(NO_PERMISSION)
        return item


_DAY_LINE = ("id", "tourId", "name", "dayDate", "timeZone", "dayType", "city", "state", "country")


def _tour_line(tour: Record, account: Account) -> object:
    return _encoded(
        {
            "tourId": tour["id"],
            "organizationName": tour["organizationName"],
            "artistName": tour["artistName"],
            "legName": tour["legName"],
            "organizationPermissionLevel": account.permissions.get(tour["id"], "admin"),
        }
    )


def _check_version(record: Record, body: Record) -> None:
    if str(body.get("syncId") or "") == "":
        raise Refused("Missing required field: syncId")
    if str(body["syncId"]) != record["syncId"]:
        raise Refused(STALE)


def _item_fields(body: Record) -> Record:
    missing = [name for name in ITEM_FIELDS if name not in body]
    if missing:
        raise Refused(f"Missing required field: {missing[0]}")
    for name in ("startDatetime", "endDatetime"):
        if body[name] and not is_moment(body[name]):
            raise Refused(f"{name} must be YYYY-MM-DD HH:MM:SS")
    flags = {name: str(body[name]).lower() in ("true", "1") for name in ("isConfirmed", "isComplete")}
    return {name: body[name] for name in ITEM_FIELDS} | flags


def _json_object(body: bytes) -> Record:
    try:
        data = json.loads(body)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise Refused("The request body is not a JSON object", 400)
    return data


def _encoded(value: object) -> object:
    """Text as the API gives it: with HTML entities."""
    if isinstance(value, str):
        return html.escape(value).replace("&#x27;", "&#39;")
    if isinstance(value, dict):
        return {key: _encoded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_encoded(each) for each in value]
    return value


def _answer(success: bool, message: str, data: object, status: int = 200) -> JSONResponse:
    return JSONResponse({"success": success, "message": message, "data": data}, status)


def _troubled(trouble: Trouble) -> Response:
    status = trouble.status or 200
    answer: Response = (
        HTMLResponse(f"<h1>{html.escape(trouble.message)}</h1>", status)
        if trouble.as_html
        else _answer(False, trouble.message, [], status)
    )
    if trouble.retry_after_s is not None:
        answer.headers["Retry-After"] = str(trouble.retry_after_s)
    return answer
