"""Google's way of saying no: the JSON shape of its errors.

Source: https://developers.google.com/workspace/gmail/api/guides/handle-errors and https://google.aip.dev/193.
"""

from typing import Any

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
_REASON = {
    400: "invalidArgument",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    409: "aborted",
    429: "rateLimitExceeded",
    500: "backendError",
    503: "backendError",
}


class GoogleError(Exception):
    """An answer that is an error.

    Args:
        status: HTTP status.
        message: Google's sentence.
        reason: Google's machine word; the usual one of the status if None.
    """

    def __init__(self, status: int, message: str, reason: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.reason = reason or _REASON.get(status, "unknown")

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        first = {"message": self.message, "domain": "global", "reason": self.reason}
        return {
            "error": {
                "code": self.status,
                "message": self.message,
                "errors": [first],
                "status": _STATUS.get(self.status, "UNKNOWN"),
            }
        }


def not_found() -> GoogleError:
    """Gmail's answer to any id that it does not know."""
    return GoogleError(404, "Requested entity was not found.")
