"""The agent hosts: `rules` (in process, no server) and `letta` (a Letta server, ours or a hosted one)."""
