"""Servers end with the last test that shares them, not with the session: an idle one takes time from other tests."""

from contextlib import ExitStack
from typing import Final

import pytest

from devstack.testing.parallel_plugin import server_of

_SERVERS: Final = pytest.StashKey[ExitStack]()


def shared_servers(config: pytest.Config) -> ExitStack:
    """Return what is closed after the last test of the modules that share a server."""
    return config.stash[_SERVERS]


def pytest_configure(config: pytest.Config) -> None:
    """Start with no server."""
    config.stash[_SERVERS] = ExitStack()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """End the servers of a test if the next test uses others."""
    if nextitem is None or server_of(nextitem.nodeid) != server_of(item.nodeid):
        shared_servers(item.config).close()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """End the servers of a run that was interrupted."""
    shared_servers(session.config).close()
