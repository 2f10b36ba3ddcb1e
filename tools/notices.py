"""Sends a notice to where a person wants it: Slack, push, SMS and what else Apprise speaks.

Which notices there are and who gets them is decided above. A notice that does not go out stops nothing: it stays in
the console, and the log says why.
"""

import asyncio
import traceback
from collections.abc import Sequence

import structlog
from apprise import Apprise, AppriseAsset, NotifyFormat

_log = structlog.get_logger(__name__)


class Notifier:
    """Sends notices by Apprise (github.com/caronc/apprise).

    Args:
        timeout_s: Seconds to wait for all of a notice's services; what is slower goes on in its thread, unwatched.
    """

    def __init__(self, *, timeout_s: float = 20.0) -> None:
        self._timeout_s = timeout_s

    async def send(self, urls: Sequence[str], title: str, body: str) -> bool:
        """Send a notice.

        Args:
            urls: Apprise URLs, `slack://…`, `pover://…`, `json://…`. They hold secrets and are never logged.
            title: One line.
            body: Plain text; shown as it stands.

        Returns:
            Whether every service took it. False without a URL, too. Never raises.
        """
        if not urls:
            return False
        try:
            async with asyncio.timeout(self._timeout_s):
                sent = await asyncio.to_thread(_send, list(urls), title, body)
        except TimeoutError:
            _log.warning("notice_not_sent", services=_kinds(urls), reason=f"no answer in {self._timeout_s:g} s")
            return False
        except Exception as fault:  # a plugin of Apprise may raise whatever its service makes it raise
            _log.warning("notice_not_sent", services=_kinds(urls), reason=type(fault).__name__, where=_where(fault))
            return False
        if not sent:
            _log.warning("notice_not_sent", services=_kinds(urls), reason="a service refused it or its URL is wrong")
        return sent


def _send(urls: list[str], title: str, body: str) -> bool:
    # Files and escapes in a text from outside must mean nothing to Apprise.
    services = Apprise(asset=AppriseAsset(app_id="advancing", interpret_escapes=False, interpret_emojis=False))
    known = [services.add(url) for url in urls]
    delivered = bool(len(services)) and bool(services.notify(body=body, title=title, body_format=NotifyFormat.TEXT))
    return delivered and all(known)


def _where(fault: BaseException) -> list[str]:
    """Where it was raised; its message, unlike a logged traceback's, stays out: it may hold a URL with its secret."""
    return [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(fault.__traceback__)[-4:]]


def _kinds(urls: Sequence[str]) -> list[str]:
    """What may be logged of Apprise URLs: their schemes."""
    return sorted({url.split(":", 1)[0][:20] if "://" in url else "?" for url in urls})
