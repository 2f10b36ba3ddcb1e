"""The world around Master Tour, played by its emulator's control calls."""

from typing import Any

import httpx

from tools.mastertour import Receipt
from tools.mastertour.emulator import MasterTourEmulator

KEY, SECRET = "a-key", "a secret/with+signs"
TOUR, READ_ONLY_TOUR, DAY = "10", "11", "20"


class World:
    """What people and fate do to the emulated Master Tour."""

    def __init__(self, emulator: MasterTourEmulator) -> None:
        self.api_url = emulator.api_url
        self._http = httpx.Client(base_url=emulator.url, timeout=10)

    def seed(self, **records: list[dict[str, Any]]) -> dict[str, list[str]]:
        """Put records in; gives their ids."""
        return dict(self._ask("POST", "seed", records))

    def edit(self, kind: str, record_id: str, **changes: object) -> None:
        """Somebody changes an item or a day."""
        self._ask("POST", "edit", {"kind": kind, "id": record_id, "changes": changes})

    def delete_item(self, item_id: str) -> None:
        """Somebody deletes an item."""
        self._ask("POST", "edit", {"kind": "item", "id": item_id, "delete": True})

    def trouble(self, **trouble: object) -> None:
        """Something happens to the next calls."""
        self._ask("POST", "trouble", trouble)

    def writes(self) -> list[str]:
        """What was done over the API, in order."""
        return [write["action"] for write in self._ask("GET", "writes")]

    def items(self) -> list[dict[str, Any]]:
        """All schedule items."""
        return list(self._ask("GET", "state")["items"])

    def day(self, day_id: str = DAY) -> dict[str, Any]:
        """A day, its text as people wrote it."""
        return next(day for day in self._ask("GET", "state")["days"] if day["id"] == day_id)

    def raw(self, method: str, path: str, **options: Any) -> httpx.Response:
        """A call of the API itself, as it is."""
        return self._http.request(method, self.api_url + path, **options)

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        answer = self._http.request(method, f"/_emulator/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()


class Guard:
    """An effect guard in memory, with the promises of `tools.store.effect`: intents survive, receipts are kept."""

    def __init__(self) -> None:
        self.intents: list[str] = []
        self.receipts: dict[str, Receipt] = {}

    async def __call__(self, key: str, *, kind: str, intent: Receipt, do: Any, find: Any) -> Receipt:
        """Do it once."""
        if key in self.receipts:
            return self.receipts[key]
        known = key in self.intents
        self.intents.append(key)
        found = await find() if known else None
        return dict(found or await do())
