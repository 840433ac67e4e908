"""A test database lives as long as the test that created it, and that of a shared fixture until the session ends."""

from types import SimpleNamespace
from typing import Any

import pytest

from devstack.testing.lifetimes_plugin import DatabaseLifetimes

pytestmark = pytest.mark.unit


def set_up_fixture(lifetimes: DatabaseLifetimes, scope: str, database: str) -> None:
    """Create a database in a fixture."""
    fixture: Any = SimpleNamespace(scope=scope)
    hook = lifetimes.pytest_fixture_setup(fixture)
    next(hook)
    lifetimes.add(database)
    with pytest.raises(StopIteration):
        hook.send(None)


def test_a_database_is_dropped_after_its_test() -> None:
    lifetimes = DatabaseLifetimes()
    lifetimes.add("of_the_test")
    set_up_fixture(lifetimes, "function", "of_its_fixture")
    assert lifetimes.pop_ended() == []
    lifetimes.pytest_runtest_logfinish()
    lifetimes.add("of_the_next_test")
    assert lifetimes.pop_ended() == ["of_the_test", "of_its_fixture"]
    assert lifetimes.pop_ended() == []


@pytest.mark.parametrize("scope", ["class", "module", "session"])
def test_a_database_of_a_shared_fixture_is_kept(scope: str) -> None:
    lifetimes = DatabaseLifetimes()
    set_up_fixture(lifetimes, scope, "shared")
    lifetimes.pytest_runtest_logfinish()
    assert lifetimes.pop_ended() == []
