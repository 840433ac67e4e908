"""Creates topics with their stated partitions and retention; what exists already is checked, not changed."""

import asyncio
import contextlib
import time
from collections.abc import Iterable, Mapping
from typing import Protocol

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import GroupCoordinatorNotAvailableError, for_code

from devstack.errors import TopicsRefused

_EXISTS = 36
_TIMEOUT_SECONDS = 60.0


class Topic(Protocol):
    """The part of `contracts.topics.TopicSpec` that the broker needs."""

    @property
    def name(self) -> str: ...
    @property
    def partitions(self) -> int: ...
    def config(self) -> Mapping[str, str]: ...


async def create_topics(bootstrap: str, specs: Iterable[Topic], replicas: int = 1) -> None:
    """Create every missing topic, with so many replicas, and wait until all have leaders.

    Raises TopicsRefused naming each topic that the broker refused or that has other partitions.
    """
    target = {spec.name: spec for spec in specs}
    new = [
        NewTopic(spec.name, spec.partitions, replication_factor=replicas, topic_configs=dict(spec.config()))
        for spec in target.values()
    ]
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, client_id="devstack")
    await admin.start()
    try:
        response = await admin.create_topics(new, timeout_ms=60_000)
        refused = [
            f"{name}: {message or for_code(code).__name__}"
            for name, code, message in response.topic_errors
            if code not in {0, _EXISTS}
        ]
        if not refused:
            result = await _led_partitions(admin, list(target))
            refused = [
                f"{name}: has {result[name]} partitions, should have {spec.partitions}"
                for name, spec in target.items()
                if result[name] != spec.partitions
            ]
    finally:
        await admin.close()
    if refused:
        raise TopicsRefused("topics could not be created: " + "; ".join(refused))


async def open_groups(bootstrap: str) -> None:
    """Wait until consumer groups can be joined: a fresh broker makes its offsets topic on the first request for one."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, client_id="devstack")
    await admin.start()
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            while True:
                with contextlib.suppress(GroupCoordinatorNotAvailableError):
                    await admin.find_coordinator("devstack")
                    return
                await asyncio.sleep(0.05)
    finally:
        await admin.close()


async def _led_partitions(admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, int]:
    # The controller responds before the broker has learned of the topic: query until all have leaders.
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while True:
        described = await admin.describe_topics(names)
        leaders = {topic["topic"]: [part["leader"] for part in topic["partitions"]] for topic in described}
        if all(result and min(result) >= 0 for result in leaders.values()) or time.monotonic() > deadline:
            return {name: len(result) for name, result in leaders.items()}
        await asyncio.sleep(0.02)
