"""Postgres has the behaviour of a unit of work."""

import pytest
from services.auth.tests.administration_contract import AdministrationContract
from services.auth.tests.unit_of_work_contract import Store, UnitOfWorkContract
from sqlalchemy import func, select

from auth.bootstrap import Container
from auth.infrastructure.accounts.identifiers import IdnaIdentifiers
from auth.infrastructure.accounts.reader import SqlAccountReader
from auth.infrastructure.event_mapping import EventMapping
from auth.infrastructure.tables import outbox
from auth.infrastructure.unit_of_work import work_in
from chassis.messaging.transaction import UnitsOfWork
from chassis.storage.encryption import Keyring
from chassis.testing.clock import FixedClock

pytestmark = pytest.mark.integration


@pytest.fixture
def store(container: Container) -> Store:
    clock, transactions = FixedClock(), container.runtime.transactions

    async def count_events() -> int:
        async with transactions.read() as connection:
            return int((await connection.execute(select(func.count()).select_from(outbox))).scalar_one())

    keyring = Keyring([bytes(32)])
    units = UnitsOfWork(transactions, work_in(IdnaIdentifiers(), EventMapping(keyring), keyring, clock))
    return Store(units, SqlAccountReader(transactions, container.runtime.reads, clock), clock, count_events)


class TestPostgres(UnitOfWorkContract, AdministrationContract):
    """Runs the contract on Postgres."""
