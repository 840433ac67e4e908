"""Which test databases are no longer needed: those that were created for a test that has ended."""

from collections.abc import Generator
from typing import Any

import pytest


class DatabaseLifetimes:
    """Follows the tests and the fixtures of a session, as a plugin of pytest."""

    def __init__(self) -> None:
        self._shared_fixtures = 0
        self._tests = 0
        self._created_in: dict[str, int] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
        """Note that a fixture is being set up, and whether tests share it."""
        shared = fixturedef.scope != "function"
        self._shared_fixtures += shared
        try:
            return (yield)
        finally:
            self._shared_fixtures -= shared

    def pytest_runtest_logfinish(self) -> None:
        """Note that a test has ended, its fixtures included."""
        self._tests += 1

    def add(self, database: str) -> None:
        """Note a new database; that of a shared fixture is kept until the session ends."""
        if not self._shared_fixtures:
            self._created_in[database] = self._tests

    def pop_ended(self) -> list[str]:
        """Return the databases of tests that have ended, each once."""
        ended = [database for database, test in self._created_in.items() if test < self._tests]
        for database in ended:
            del self._created_in[database]
        return ended
