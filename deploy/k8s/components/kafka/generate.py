#!/usr/bin/env python3
"""Writes topics.yaml, one KafkaTopic for each topic of the contracts: `generate.py [--check]`."""

import sys
from pathlib import Path
from typing import Final

from contracts.event_catalog import TOPICS
from contracts.topics import TopicSpec

TARGET: Final = Path(__file__).with_name("topics.yaml")
HEADER: Final = "# Written by generate.py from contracts.event_catalog.\n"
REPLICAS: Final = 3


def manifest(topic: TopicSpec) -> str:
    """Return the manifest of one topic."""
    config = "".join(f"    {name}: {value}\n" for name, value in topic.config().items())
    return (
        "apiVersion: kafka.strimzi.io/v1\n"
        "kind: KafkaTopic\n"
        "metadata:\n"
        f"  name: {topic.name}\n"
        "  labels: {strimzi.io/cluster: kafka}\n"
        "spec:\n"
        f"  partitions: {topic.partitions}\n"
        f"  replicas: {REPLICAS}\n"
        "  config:\n"
        f"{config}"
    )


def main() -> int:
    """Write the file, or with `--check` only compare: 1 when it is stale."""
    text = HEADER + "---\n".join(manifest(topic) for topic in TOPICS)
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    return 0 if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text else 1


if __name__ == "__main__":
    sys.exit(main())
