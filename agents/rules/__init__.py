"""The agents played by rules: for each role a pure function from a conversation to the next step in it.

The rules host runs them in process; the offline model runs them behind a real Letta server.
"""

from collections.abc import Mapping

from advancing.roles import Role
from agents.rules import coordinator, draft_generator, email_parser, sync_manager
from agents.rules.step import Player

PLAYERS: Mapping[Role, Player] = {
    Role.COORDINATOR: coordinator.next_step,
    Role.DRAFT_GENERATOR: draft_generator.next_step,
    Role.EMAIL_PARSER: email_parser.next_step,
    Role.SYNC_MANAGER: sync_manager.next_step,
}
