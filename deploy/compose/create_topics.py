#!/usr/bin/env python3
"""Creates every topic of the contracts that is missing: `create_topics.py HOST:PORT`. May be repeated."""

import asyncio
import sys
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from contracts.topics import TOPICS, TopicSpec

CREATED: Final = 0
EXISTS: Final = 36


def settings(topic: TopicSpec) -> dict[str, str]:
    """Give the broker's settings for a topic; a retention of -1 keeps for ever."""
    found = {
        "cleanup.policy": topic.cleanup,
        "retention.ms": str(-1 if topic.retention_ms is None else topic.retention_ms),
    }
    if "compact" in topic.cleanup:
        found["min.cleanable.dirty.ratio"] = "0.2"
    return found


async def create(bootstrap: str) -> list[str]:
    """Create the missing topics on a single broker; give what was refused and why."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, client_id="create-topics")
    await admin.start()
    try:
        answer = await admin.create_topics(
            [NewTopic(topic.name, topic.partitions, 1, topic_configs=settings(topic)) for topic in TOPICS]
        )
    finally:
        await admin.close()
    return [
        f"{name}: {message or code}" for name, code, message in answer.topic_errors if code not in {CREATED, EXISTS}
    ]


def main() -> int:
    """Create the topics on the broker named as the argument; 1 when one was refused."""
    refused = asyncio.run(create(sys.argv[1]))
    for problem in refused:
        sys.stderr.write(f"{problem}\n")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
