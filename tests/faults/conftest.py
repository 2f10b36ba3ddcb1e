"""The running system of `tests.flow`, for the tests of this folder."""

from tests.flow.fixtures import flow, push_url

__all__ = ["flow", "push_url"]
