"""The four agents of the system, by role."""

from enum import StrEnum


class Role(StrEnum):
    """What an agent is for; coordinator and sync manager exist once per tour manager, the others once per show."""

    COORDINATOR = "coordinator"
    DRAFT_GENERATOR = "draft_generator"
    EMAIL_PARSER = "email_parser"
    SYNC_MANAGER = "sync_manager"
