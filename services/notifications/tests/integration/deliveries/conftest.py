"""Deliveries on the real Postgres, and the lanes that deliver them."""

from collections.abc import Awaitable, Callable

import pytest
from services.notifications.tests.channels import SEALED, PlainRenderer, RecordingChannel
from services.notifications.tests.conftest import Confirm

from chassis.messaging.transaction import UnitsOfWork
from chassis.storage.database import is_infrastructure_failure
from notifications.application.deliveries.attempts import Attempts
from notifications.application.deliveries.journal import Journal
from notifications.application.deliveries.lanes import LaneSettings, LaneWorker
from notifications.application.deliveries.queue import Lane
from notifications.bootstrap import Container
from notifications.domain.deliveries.model import Delivery
from notifications.domain.preferences.model import Channel
from notifications.infrastructure.deliveries.queue import Rate, SqlDeliveryQueue
from notifications.infrastructure.unit_of_work import SqlUnitOfWork

Add = Callable[..., Awaitable[None]]
"""Stores deliveries, and addresses of their users."""


@pytest.fixture
def add(units: UnitsOfWork[SqlUnitOfWork], confirm: Confirm) -> Add:
    async def store(*deliveries: Delivery) -> None:
        await confirm(*{item.user_id for item in deliveries})
        async with units.begin() as work:
            await work.deliveries.add(deliveries)

    return store


MakeLane = Callable[..., LaneWorker]


@pytest.fixture
def lane(container: Container, units: UnitsOfWork[SqlUnitOfWork]) -> MakeLane:
    def make(
        channel: RecordingChannel, name: Channel = "email", *, urgent: bool = False, rate: Rate = Rate(), slots: int = 4
    ) -> LaneWorker:
        """Return a lane that delivers on a channel."""
        queue = SqlDeliveryQueue(container.runtime.transactions, container.clock, SEALED, rate)
        journal = Journal(units, container.application.record, is_infrastructure_failure)
        attempts = Attempts(channel, PlainRenderer(), journal, container.clock)
        return LaneWorker(
            Lane(name, urgent),
            queue,
            attempts,
            container.clock,
            is_infrastructure_failure,
            LaneSettings(slots=slots, grace_seconds=0.05),
        )

    return make


async def deliver_due(worker: LaneWorker) -> None:
    """Claim and deliver until nothing is due."""
    while await worker.turn() == 0.0 or worker.busy:
        await worker.settled()
