#!/usr/bin/env python3
"""Writes topics.yaml, one KafkaTopic for each topic of the contracts: `generate.py [--check]`."""

import sys
from pathlib import Path
from typing import Final

from contracts.topics import TOPICS, TopicSpec

TARGET: Final = Path(__file__).with_name("topics.yaml")
HEADER: Final = "# Written by generate.py from contracts.topics.\n"
REPLICAS: Final = 3


def manifest(topic: TopicSpec) -> str:
    """Give one topic; a retention of -1 keeps for ever."""
    retention = -1 if topic.retention_ms is None else topic.retention_ms
    cleanable = "    min.cleanable.dirty.ratio: 0.2\n" if "compact" in topic.cleanup else ""
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
        f"    cleanup.policy: {topic.cleanup}\n"
        f"    retention.ms: {retention}\n{cleanable}"
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
