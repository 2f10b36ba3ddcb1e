"""Agents of the system, the hosts they live on, and the work they do."""
