"""`python -m server.local.letta_environment`: installs the Letta server's own environment, if it is not there."""

import asyncio

from agents.hosts.letta_server import install_letta
from server.settings import load_settings


def main() -> None:
    """Install it, and say where."""
    python = asyncio.run(install_letta(load_settings().state_dir.resolve()))
    print(f"The Letta server's environment is ready: {python.parents[1]}")


if __name__ == "__main__":
    main()
