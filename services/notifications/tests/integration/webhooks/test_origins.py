"""A webhook is sent in the trace of its event, and its log lines name the request that caused it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from services.notifications.tests.conftest import Rows
from services.notifications.tests.integration.webhooks.conftest import Create

from chassis.core.rules.broken import BrokenRule
from chassis.runtime.logs import request_id
from chassis.runtime.telemetry import received_trace
from chassis.runtime.tracing.origins import REQUEST, TRACE
from chassis.storage.database import is_infrastructure_failure
from chassis.testing.clock import FixedClock
from chassis.testing.events import media_published
from chassis.testing.records import feed
from contracts.event import WireMessage, encode
from notifications.application.webhooks.ports import Sender, SentResponse
from notifications.bootstrap import Container
from notifications.infrastructure.unit_of_work import SqlUnitOfWork
from notifications.presentation.consumers import routes

pytestmark = pytest.mark.integration


@dataclass
class Noting:
    """A sender that notes whose work it does."""

    sender: Sender
    origins: list[dict[str, str | None]] = field(default_factory=list)

    def problem(self, url: str) -> BrokenRule | None:
        return self.sender.problem(url)

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> SentResponse:
        self.origins.append({TRACE: received_trace.get(), REQUEST: request_id.get()})
        return await self.sender.send(url, body, headers)

    async def close(self) -> None:
        """Leave the connections to the sender's owner."""


def origin(number: int) -> dict[str, str]:
    return {TRACE: f"00-{number:032x}-{number:016x}-01", REQUEST: f"request-{number}"}


def caused(number: int) -> WireMessage:
    message = encode(media_published(number, f"title-{number}"), "catalog")
    return replace(message, headers={**message.headers, **origin(number)})


async def test_each_delivery_of_a_batch_has_the_origin_of_its_event(
    create: Create, container: Container, clock: FixedClock
) -> None:
    await create()
    consumed = routes(container.application, SqlUnitOfWork)
    assert await feed(consumed, container.runtime.transactions, caused(7), caused(8)) == []
    sender = Noting(container.webhooks.sender)
    lane = replace(container.webhooks, sender=sender).lane(container.application.record, is_infrastructure_failure)
    for _ in range(2):
        await lane.turn()
        await lane.settled()
        clock.instant += timedelta(seconds=1)
    assert sorted(sender.origins, key=str) == [origin(7), origin(8)]


async def test_a_delivery_without_an_origin_is_sent(create: Create, container: Container, rows: Rows) -> None:
    await create()
    consumed = routes(container.application, SqlUnitOfWork)
    await feed(consumed, container.runtime.transactions, encode(media_published(7, "severance"), "catalog"))
    sender = Noting(container.webhooks.sender)
    lane = replace(container.webhooks, sender=sender).lane(container.application.record, is_infrastructure_failure)
    await lane.turn()
    await lane.settled()
    assert sender.origins == [{TRACE: None, REQUEST: None}]
    assert [row["origin"] for row in await rows("webhook_deliveries")] == [None]
