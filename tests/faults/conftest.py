"""The running system of `tests.flow`, for the tests of this folder."""

from tests.flow.fixtures import flow

__all__ = ["flow"]
