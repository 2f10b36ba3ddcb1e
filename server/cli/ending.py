"""How a command ends when something goes wrong: one sentence on standard error, and an exit code."""

import asyncio
import sys
from collections.abc import Callable

import psycopg

from advancing.errors import AdvancingError, SettingMissing


def end_in_one_sentence(command: Callable[[], object]) -> None:
    """Run a command.

    Args:
        command: Parses the arguments and does the work.

    Raises:
        SystemExit: It went wrong: 2 for a setting that is missing, 130 for Ctrl-C, 1 for everything else.
    """
    try:
        command()
    except SettingMissing as fault:
        print(fault.message, file=sys.stderr)
        sys.exit(2)
    except AdvancingError as fault:
        print(fault.message, file=sys.stderr)
        sys.exit(1)
    except psycopg.OperationalError as fault:
        told = (str(fault).splitlines() or [type(fault).__name__])[0]
        print(
            f"The database does not answer; check ADVANCING_DATABASE_URL and that Postgres runs. {told}",
            file=sys.stderr,
        )
        sys.exit(1)
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130)
