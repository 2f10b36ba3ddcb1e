"""Secrets of a development installation: made up once, kept in the state folder for this user alone."""

import json
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

FILE = "secrets.json"


def local_secrets(state_dir: Path) -> dict[str, str]:
    """The secrets of this installation, made at the first call.

    Args:
        state_dir: Folder that is this installation's own.

    Returns:
        By setting name: `api_token`, `tool_secret`, `session_secret`, `token_key`.
    """
    state_dir.mkdir(parents=True, exist_ok=True)
    path = state_dir / FILE
    made = {
        "api_token": secrets.token_urlsafe(24),
        "tool_secret": secrets.token_urlsafe(48),
        "session_secret": secrets.token_urlsafe(48),
        "token_key": Fernet.generate_key().decode(),
    }
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(made, file)
    except FileExistsError:
        made |= json.loads(path.read_text())
    return made
