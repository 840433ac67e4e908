#!/usr/bin/env python3
"""Create every topic of the event catalog that is missing: `create_topics.py HOST:PORT`. May be repeated."""

import asyncio
import sys
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from contracts.event_catalog import TOPICS

CREATED: Final = 0
EXISTS: Final = 36


async def create(bootstrap: str) -> list[str]:
    """Create the missing topics on a single broker; return one line per rejected topic with the reason."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, client_id="create-topics")
    await admin.start()
    try:
        response = await admin.create_topics(
            [NewTopic(topic.name, topic.partitions, 1, topic_configs=topic.config()) for topic in TOPICS]
        )
    finally:
        await admin.close()
    return [
        f"{name}: {message or code}" for name, code, message in response.topic_errors if code not in {CREATED, EXISTS}
    ]


def main() -> int:
    """Create the topics on the broker named as the argument; 1 when one was rejected."""
    problems = asyncio.run(create(sys.argv[1]))
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
