"""Personas and memory blocks: each role has its own, told apart by its system prompt."""

import pytest

from advancing.roles import Role
from agents.persona import BLOCKS, PERSONAS, role_of, system_prompt


@pytest.mark.parametrize("role", Role)
def test_the_role_is_told_from_the_system_prompt(role: Role) -> None:
    assert role_of(f"Some preface.\n{system_prompt(role)}\n<memory_blocks>") is role


@pytest.mark.parametrize("text", ["", "You sum up chats.", "Agent role: admin", "I say: Agent role: coordinator"])
def test_other_prompts_are_of_no_role(text: str) -> None:
    assert role_of(text) is None


def test_each_role_has_the_blocks_of_the_design() -> None:
    assert {role.value: [plan.label for plan in plans] for role, plans in BLOCKS.items()} == {
        "coordinator": ["human", "active_shows", "preferences", "learned_patterns"],
        "draft_generator": ["contact", "email_history", "template_preferences"],
        "email_parser": ["venue_patterns", "extraction_history"],
        "sync_manager": ["master_tour", "sync_history", "conflict_rules"],
    }
    assert all(len(PERSONAS[role]) > 400 for role in Role)
