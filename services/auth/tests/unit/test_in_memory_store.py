"""The in-memory store has the behaviour of a unit of work."""

import pytest
from services.auth.tests.administration_contract import AdministrationContract
from services.auth.tests.fakes import InMemoryStore
from services.auth.tests.unit_of_work_contract import Store, UnitOfWorkContract

pytestmark = pytest.mark.unit


@pytest.fixture
def store() -> Store:
    memory = InMemoryStore()

    async def count_events() -> int:
        return len(memory.state.events)

    return Store(memory, memory, memory.clock, count_events)


class TestInMemoryStore(UnitOfWorkContract, AdministrationContract):
    """Runs the contract in memory."""
