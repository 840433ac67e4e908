"""The stack that the journeys share."""

from collections.abc import Iterator

import pytest

from stacks import Stack, running


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The stack with the demo catalog behind it, shared by the journeys."""
    with running() as started:
        yield started
