"""The public stream in a real browser: `EventSource` hears of events, and continues by itself at the next gateway."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import pytest
from services.gateway.tests.component.conftest import echo, reset_echo
from services.gateway.tests.component.harness import Echo, Gateway, launch, started
from services.gateway.tests.integration.events.streams import EXAMPLE_BY_TYPE, TOPICS, TREND, publish

from chassis.testing.kafka import wait_until
from devstack.ports import free_ports
from devstack.servers.topics import create_topics
from devstack.testing.browser_plugin import RealBrowser

pytestmark = pytest.mark.integration

__all__ = ["echo", "reset_echo"]

OTHER: Final = EXAMPLE_BY_TYPE["stats.updated.v1"]
FOLLOW: Final = """() => {
  window.heard = { opened: 0, events: [] };
  const source = new EventSource("/api/v1/events?type=trend.changed.v1");
  source.addEventListener("open", () => { window.heard.opened += 1; });
  source.addEventListener("trend.changed.v1", (event) => window.heard.events.push(event.data));
}"""


@asynccontextmanager
async def serving(echo: Echo, bootstrap: str, port: int) -> AsyncIterator[Gateway]:
    """Run a gateway at a port until the end of the block."""
    gateway, stop = launch(echo, kafka_bootstrap=bootstrap, http_port=port)
    try:
        yield await started(gateway)
    finally:
        await asyncio.to_thread(stop)


async def test_a_browser_continues_where_the_gateway_before_has_stopped(
    real_browser: RealBrowser, echo: Echo, kafka_bootstrap: str
) -> None:
    await create_topics(kafka_bootstrap, TOPICS)
    [port] = free_ports(1)
    tab = await real_browser.browser.new_page()

    async def heard() -> dict[str, Any]:
        state: dict[str, Any] = await tab.evaluate("window.heard")
        return state

    async def has_opened(times: int) -> bool:
        return bool((await heard())["opened"] == times)

    async def has_events(number: int) -> bool:
        return len((await heard())["events"]) == number

    async with serving(echo, kafka_bootstrap, port) as gateway:
        # The policy of this page permits requests to the gateway; what it shows is not needed.
        await tab.route("**/docs/assets/*", lambda route: route.abort())
        await tab.goto(f"{gateway.url}/docs")
        await tab.evaluate(FOLLOW)
        await wait_until(lambda: has_opened(1), what="the stream")
        before = await publish(kafka_bootstrap, [TREND, OTHER, TREND])
        await wait_until(lambda: has_events(2), what="the events of the selected type")
    missed = await publish(kafka_bootstrap, [TREND, OTHER])
    async with serving(echo, kafka_bootstrap, port):
        await wait_until(lambda: has_events(3), what="the event while there was no gateway")
        after = await publish(kafka_bootstrap, [TREND])
        await wait_until(lambda: has_events(4), what="the next event")
        state = await heard()
        await tab.close()
    ids = [json.loads(data)["id"] for data in state["events"]]
    assert (state["opened"], ids) == (2, [before[0], before[2], missed[0], after[0]])
