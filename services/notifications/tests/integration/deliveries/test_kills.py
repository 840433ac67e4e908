"""A worker that is killed: no message is handed over twice, and every delivery ends."""

import asyncio
import signal
import sys
import time
from asyncio.subprocess import Process
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from services.notifications.tests.channels import delivery
from services.notifications.tests.conftest import Rows
from services.notifications.tests.integration.deliveries.conftest import Add

from notifications.bootstrap import Container

pytestmark = [pytest.mark.integration, pytest.mark.slow]

DELIVERIES: Final = 2_000
SECONDS: Final = 120
LATER: Final = 200
"""More seconds than a claim lasts: every process lives so much later than the one before."""
REPOSITORY: Final = Path(__file__).parents[5]
WORKER: Final = """
import asyncio, os, signal, sys, time
from dataclasses import replace
from datetime import timedelta
from chassis.storage.encryption import Keyring
from chassis.testing.clock import NOON
from notifications.application.deliveries.journal import Journal
from notifications.application.deliveries.queue import Marker
from notifications.bootstrap import build
from notifications.domain.deliveries.model import Delivered
from notifications.infrastructure.deliveries.queue import SqlDeliveryQueue
from notifications.infrastructure.deliveries.sealed import Sealed
from notifications.settings import Settings
from services.notifications.tests.channels import PlainRenderer

url, later, step, path = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

def die(at):
    if at == step:
        os.kill(os.getpid(), signal.SIGKILL)

class Later:
    began = time.monotonic()
    def now(self):
        return NOON + timedelta(seconds=later + time.monotonic() - self.began)

class Renderer(PlainRenderer):
    def render(self, request):
        content = super().render(request)
        die("render")
        return content

class Channel:
    repeatable = False
    async def send(self, message):
        os.write(file, message.delivery_id.hex.encode() + b"\\n")
        die("hand-over")
        await asyncio.sleep(0.002)
        return Delivered()
    async def close(self):
        pass

claim, commit = SqlDeliveryQueue.claim, Journal.commit

async def claim_and_die(self, *arguments):
    claimed = await claim(self, *arguments)
    if claimed:
        die("claim")
    return claimed

async def commit_and_die(self, item):
    marker = isinstance(item, Marker)
    if not marker:
        die("response")
    held = await commit(self, item)
    die("marker" if marker else "outcome")
    return held

SqlDeliveryQueue.claim, Journal.commit = claim_and_die, commit_and_die

async def main():
    keys = {"encryption_key_files": sys.argv[5], "notice_key_files": sys.argv[5]}
    settings = Settings(database_url=url, kafka_bootstrap="127.0.0.1:1", **keys)
    container = build(settings, clock=Later(), channels={"email": Channel()})
    container = replace(container, sealed=Sealed(Keyring([bytes(32)])), renderer=Renderer())
    dispatcher = container.dispatcher()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: asyncio.ensure_future(dispatcher.stop()))
    await dispatcher.run()

asyncio.run(main())
"""


async def started(container: Container, path: Path, *, life: int, step: str = "none") -> Process:
    """Return a worker that only delivers, as a process of its own."""
    url = container.runtime.settings.database_url.get_secret_value()
    [key] = container.settings.encryption_key_files
    arguments = ("-c", WORKER, url, str(LATER * life), step, str(path), str(key))
    return await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=REPOSITORY)


def handed_over(path: Path) -> list[str]:
    """Return what was handed over, by the id of the delivery."""
    return path.read_text().split() if path.exists() else []


async def ended(rows: Rows) -> None:
    """Wait until every delivery has ended."""
    async with asyncio.timeout(SECONDS):
        while any(row["ended_at"] is None for row in await rows("deliveries")):
            await asyncio.to_thread(time.sleep, 0.1)


@pytest.mark.parametrize(
    ("step", "state", "messages"),
    [
        ("claim", "delivered", 1),
        ("render", "delivered", 1),
        ("marker", "unconfirmed", 0),
        ("hand-over", "unconfirmed", 1),
        ("response", "unconfirmed", 1),
        ("outcome", "delivered", 1),
    ],
)
async def test_a_kill_at_every_step(
    container: Container, add: Add, rows: Rows, tmp_path: Path, step: str, state: str, messages: int
) -> None:
    path = tmp_path / "messages"
    await add(delivery(1))

    first = await started(container, path, life=0, step=step)
    assert await first.wait() == -signal.SIGKILL
    second = await started(container, path, life=1)
    await ended(rows)
    second.send_signal(signal.SIGTERM)
    await second.wait()

    [row] = await rows("deliveries")
    assert (row["state"], len(handed_over(path))) == (state, messages)
    assert len(await rows("outbox")) == 1


async def test_many_deliveries_and_three_kills(container: Container, add: Add, rows: Rows, tmp_path: Path) -> None:
    path = tmp_path / "messages"
    await add(*(delivery(number, user=number) for number in range(1, DELIVERIES + 1)))

    for life, share in enumerate((0.2, 0.5, 0.8)):
        worker = await started(container, path, life=life)
        async with asyncio.timeout(SECONDS):
            while len(handed_over(path)) < share * DELIVERIES:
                await asyncio.to_thread(time.sleep, 0.01)
        worker.kill()
        await worker.wait()
    last = await started(container, path, life=3)
    await ended(rows)
    last.send_signal(signal.SIGTERM)
    await last.wait()

    states = Counter(row["state"] for row in await rows("deliveries"))
    assert set(Counter(handed_over(path)).values()) == {1}
    assert states.keys() <= {"delivered", "unconfirmed"}
    assert states["delivered"] <= len(handed_over(path)) <= states.total() == DELIVERIES
    # Eight messages at a time are handed over, so each kill leaves at most as many of which nothing is known.
    assert states["unconfirmed"] <= 3 * 8
    assert len(await rows("outbox")) == DELIVERIES
