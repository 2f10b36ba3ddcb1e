"""Counters of the bridge, in a registry of its own so that tests can make the app many times."""

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()
PUSHES = Counter("advancing_pushes", "Pushes by what became of them.", ["outcome"], registry=REGISTRY)
TOOL_CALLS = Counter("advancing_tool_calls", "Tool calls by result code.", ["code"], registry=REGISTRY)
REQUESTS = Histogram(
    "advancing_request_seconds", "Seconds per request.", ["method", "route", "status"], registry=REGISTRY
)
