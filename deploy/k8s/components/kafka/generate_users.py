#!/usr/bin/env python3
"""Write users.yaml, one KafkaUser per service with the access that its flows need: `generate_users.py [--check]`.

A service writes the topics it publishes. A consumer reads its topics in its own group and writes their dead letters;
the gateway only reads, without a group. The autoscaler may see how far groups are behind, and no record. The user of
`dlq`, which no deployment signs in as, reads and writes consumed topics and their dead letters.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from contracts.event_catalog import EVENTS
from contracts.topics import DEAD_LETTER_SUFFIX

TARGET: Final = Path(__file__).with_name("users.yaml")
HEADER: Final = "# Written by generate_users.py from contracts.event_catalog. What is not listed is denied.\n"
GATEWAY: Final = "gateway"
AUTOSCALER: Final = "keda"
DEAD_LETTERS: Final = "dead-letters"
PROTECTED: Final = "auth"
"""Only this publisher writes its topics: whoever writes `user.deleted` erases a library."""
# Their workers grow with the lag of their group; ingestion's work is mostly jobs.
SCALED: Final = ("catalog", "stats", "insights", "library")


class Access(NamedTuple):
    """One operation on one topic or group."""

    resource: str
    name: str
    operation: str


def access_of(service: str) -> Iterator[Access]:
    """Return what a service needs; reading and writing include describing."""
    for event in EVENTS:
        if service == event.spec.publisher:
            yield Access("topic", event.topic, "Write")
        if service in event.spec.consumers:
            yield Access("topic", event.topic, "Read")
            if service != GATEWAY:
                yield Access("group", service, "Read")
                yield Access("topic", event.topic + DEAD_LETTER_SUFFIX, "Write")


def access_of_autoscaler() -> Iterator[Access]:
    """Return what measuring the lag of the scaled groups needs."""
    for event in EVENTS:
        for service in set(SCALED) & set(event.spec.consumers):
            yield Access("group", service, "Describe")
            yield Access("topic", event.topic, "Describe")


def access_of_dead_letters() -> Iterator[Access]:
    """Return what listing, redriving and discarding dead letters needs."""
    for event in EVENTS:
        if set(event.spec.consumers) - {GATEWAY}:
            yield Access("topic", event.topic, "Read")
            yield Access("topic", event.topic, "DescribeConfigs")
            if event.spec.publisher != PROTECTED:
                yield Access("topic", event.topic, "Write")
            for operation in ("Read", "Write"):
                yield Access("topic", event.topic + DEAD_LETTER_SUFFIX, operation)


def users() -> dict[str, list[Access]]:
    """Return every user with its access, in a fixed order."""
    names = {name for event in EVENTS for name in (event.spec.publisher, *event.spec.consumers)}
    services = {name: sorted(set(access_of(name))) for name in sorted(names)}
    return services | {
        AUTOSCALER: sorted(set(access_of_autoscaler())),
        DEAD_LETTERS: sorted(set(access_of_dead_letters())),
    }


def manifest(user: str, access: list[Access]) -> str:
    """Return one KafkaUser; Strimzi writes its password into the Secret `kafka-<user>`."""
    rules = "".join(
        f"    - {{resource: {{type: {each.resource}, name: {each.name}, patternType: literal}}, "
        f"operations: [{each.operation}]}}\n"
        for each in access
    )
    return (
        "apiVersion: kafka.strimzi.io/v1\n"
        "kind: KafkaUser\n"
        "metadata:\n"
        f"  name: {user}\n"
        "  labels: {strimzi.io/cluster: kafka}\n"
        "spec:\n"
        "  authentication: {type: scram-sha-512}\n"
        "  authorization:\n"
        "    type: simple\n"
        f"    acls:\n{rules}"
    )


def main() -> int:
    """Write the file, or with `--check` only compare: 1 when it is out of date."""
    text = HEADER + "---\n".join(manifest(user, access) for user, access in users().items())
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    return 0 if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text else 1


if __name__ == "__main__":
    sys.exit(main())
