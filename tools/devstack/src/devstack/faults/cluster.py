"""Kafka brokers that fail on command: each is behind a proxy, at whose port clients find it."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from devstack.faults.tcp_proxy import TcpProxy
from devstack.ports import free_ports
from devstack.servers.artifacts import Installed
from devstack.servers.kafka import Kafka, new_cluster_id

_START_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Broker:
    """One broker, also a controller, and the proxy that clients reach it through."""

    kafka: Kafka
    proxy: TcpProxy

    async def kill(self) -> None:
        """End the broker as a crash would."""
        await self.kafka.kill()

    def pause(self) -> None:
        """Stop the broker's process where it is: its connections stay open and nothing responds."""
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused broker go on."""
        self._send(signal.SIGCONT)

    async def start(self) -> None:
        """Start the broker, with what it had stored."""
        await self.kafka.start(_START_SECONDS)

    def _send(self, requested_signal: signal.Signals) -> None:
        if self.kafka.child is not None and self.kafka.child.alive:
            os.kill(self.kafka.child.pid, requested_signal)


@dataclass(frozen=True, slots=True)
class Cluster:
    """The brokers of one cluster. The brokers reach each other directly, without the proxies."""

    brokers: tuple[Broker, ...]

    @property
    def bootstrap(self) -> str:
        """Where clients find the brokers: `host:port` of each proxy, divided by commas."""
        return ",".join(f"127.0.0.1:{broker.proxy.port}" for broker in self.brokers)

    @property
    def replicas(self) -> int:
        """How many replicas a topic is to have."""
        return len(self.brokers)

    @classmethod
    @contextlib.asynccontextmanager
    async def running(
        cls, parts: Installed, folder: Path, size: int = 3, random: Random | None = None
    ) -> AsyncIterator["Cluster"]:
        """Yield a cluster of one or three brokers; what three have acknowledged survives the loss of any one of them.

        Its processes are killed at the end: the folder is of no use afterwards.
        """
        cluster_id = new_cluster_id()
        controllers, direct, internal = (free_ports(3 * size)[part::3] for part in range(3))
        async with contextlib.AsyncExitStack() as stack:
            brokers: list[Broker] = []
            for number in range(size):
                proxy = await stack.enter_async_context(TcpProxy.listening(0, direct[number], random))
                settings = _settings(number, internal[number], direct[number], proxy.port, controllers)
                kafka = Kafka(
                    parts.kafka_jars,
                    folder / f"kafka-{number + 1}",
                    folder / f"kafka-{number + 1}.log",
                    direct[number],
                    controllers[number],
                    settings=settings,
                    class_cache=parts.class_cache,
                    cluster_id=cluster_id,
                )
                stack.push_async_callback(kafka.kill)
                brokers.append(Broker(kafka, proxy))
            async with asyncio.TaskGroup() as starting:
                for broker in brokers:
                    starting.create_task(broker.start())
            yield cls(tuple(brokers))


def _settings(number: int, internal: int, direct: int, proxied: int, controllers: list[int]) -> dict[str, str]:
    size = len(controllers)
    voters = ",".join(f"{voter + 1}@127.0.0.1:{port}" for voter, port in enumerate(controllers))
    listeners = {"PLAINTEXT": direct, "INTERNAL": internal, "CONTROLLER": controllers[number]}
    return {
        "node.id": str(number + 1),
        "controller.quorum.voters": voters,
        "listeners": ",".join(f"{name}://127.0.0.1:{port}" for name, port in listeners.items()),
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{proxied},INTERNAL://127.0.0.1:{internal}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "INTERNAL",
        "offsets.topic.replication.factor": str(size),
        "min.insync.replicas": str(min(2, size)),
        # A broker that crashed is replaced within seconds, also where eight processes share a core.
        "broker.session.timeout.ms": "6000",
        "replica.lag.time.max.ms": "5000",
    }
