"""Forks workers on request: they start in milliseconds, since everything is imported already, and die by SIGKILL alone.

It reads one order per line from standard input and writes the worker's pid. It ends with its input, and its workers
with it. A worker also kills itself on request where no signal from outside would find it: after the transaction of a
batch and before its offsets are committed, or after Kafka's acknowledgement and before outbox rows are deleted.
"""

import asyncio
import ctypes
import json
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from tests.faults.pipeline.harness import counter_service
from tests.faults.pipeline.harness.services import SERVICES, lasting

from chassis.messaging.consuming.processor import BatchProcessor
from chassis.messaging.publishing.producer import Producer
from chassis.runtime.background import Background, Tasks
from chassis.runtime.logs import configure_logging

_PR_SET_PDEATHSIG: Final = 1
_STOP_SECONDS: Final = 20.0

Death = Literal["", "after the transaction", "after the acknowledgement"]


@dataclass(frozen=True, slots=True)
class Order:
    """A worker to start, and where it kills itself: at the `number`-th time that it comes to `death`."""

    service: str
    database_url: str
    bootstrap: str
    batch_records: int = 500
    death: Death = ""
    number: int = 1

    def backgrounds(self) -> Sequence[Background]:
        """Return what the worker runs."""
        if self.service == "relay":
            return [counter_service.relay(self.database_url, self.bootstrap)]
        if self.service == counter_service.NAME:
            return counter_service.backgrounds(self.database_url, self.bootstrap, self.batch_records)
        container = SERVICES[self.service].container(self.database_url, self.bootstrap, self.batch_records)
        return lasting(container.backgrounds())


def main() -> None:
    """Serve orders until the input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    pids: list[int] = []
    for line in sys.stdin:
        order = Order(**json.loads(line))
        pid = os.fork()
        if not pid:
            _live(order)
        pids.append(pid)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _live(order: Order) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(2, 1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    configure_logging(f"{order.service}.{os.getpid()}", "INFO")
    if order.death == "after the transaction":
        BatchProcessor.process = _deadly(BatchProcessor.process, order.number)  # type: ignore[method-assign]
    if order.death == "after the acknowledgement":
        Producer.publish = _deadly(Producer.publish, order.number)  # type: ignore[method-assign]
    status = 1
    try:
        asyncio.run(_work(order))
        status = 0
    finally:
        os._exit(status)


async def _work(order: Order) -> None:
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    tasks = Tasks(order.backgrounds())
    tasks.start()
    await stopping.wait()
    await tasks.stop(_STOP_SECONDS)


def _deadly(original: Callable[..., Coroutine[Any, Any, Any]], number: int) -> Callable[..., Coroutine[Any, Any, Any]]:
    """Return a method that kills the process at the end of its `number`-th call."""
    left = number

    async def call(*arguments: object) -> object:
        nonlocal left
        result: object = await original(*arguments)
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return call


if __name__ == "__main__":
    main()
