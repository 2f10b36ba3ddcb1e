"""The errors of the whole system: one small tree, each a sentence for the person who reads it.

An expected refusal (`Refusal`) carries its HTTP status and a stable code; the bridge turns it into JSON or a
page, a tool call turns it into one line for the agent. A fault of a system outside (`OutsideFault`) says
whether another try can help; only jobs decide when to try again.
"""


class AdvancingError(Exception):
    """Root of every error this system raises on purpose.

    Args:
        message: One sentence: what happened, to what, and what to do.
        details: Facts for machines, JSON values only.
    """

    code = "error"
    http_status = 500

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class Refusal(AdvancingError):
    """Something asked for is not done, and that is right so."""

    code = "refused"
    http_status = 400


class Invalid(Refusal):
    """What was given does not have the right form."""

    code = "invalid"
    http_status = 400


class NotAuthenticated(Refusal):
    """No token, or one that does not verify."""

    code = "not_authenticated"
    http_status = 401


class NotPermitted(Refusal):
    """Known who asks, and it is not theirs to do."""

    code = "not_permitted"
    http_status = 403


class NotFound(Refusal):
    """No such thing, or not one that the asker may see: the two are not told apart."""

    code = "not_found"
    http_status = 404


class StateConflict(Refusal):
    """It stands in a state in which this cannot be done."""

    code = "state_conflict"
    http_status = 409


class TransitionRefused(StateConflict):
    """The status table has no such move."""

    code = "transition_refused"


class ApprovalVoid(StateConflict):
    """What was approved is no longer what was shown."""

    code = "approval_void"


class SettingMissing(AdvancingError):
    """A setting that is needed is missing or unusable; the program ends with exit code 2."""

    code = "setting_missing"


class OutsideFault(AdvancingError):
    """A system outside failed.

    Args:
        message: One sentence.
        system: Which one: `gmail`, `mastertour`, `letta`, `database`.
        retryable: Whether the same call may succeed later.
        retry_after_s: Seconds that the system asked us to wait, if it said so.
        status: The HTTP status it answered with, if it answered.
    """

    code = "outside_fault"
    http_status = 502

    def __init__(
        self,
        message: str,
        *,
        system: str,
        retryable: bool,
        retry_after_s: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message, system=system, retryable=retryable, status=status)
        self.system = system
        self.retryable = retryable
        self.retry_after_s = retry_after_s
        self.status = status
