"""A model without a model: an OpenAI-compatible endpoint that plays the four agents by rules.

It lets the real Letta server run with real agents, blocks and tools where there is no key and no network. What it
says is decided by `agents.rules`; a real model is one setting away (`docs/letta.md`).
"""

from agents.offline_model.app import MODEL_ID, create_offline_model

__all__ = ["MODEL_ID", "create_offline_model"]
