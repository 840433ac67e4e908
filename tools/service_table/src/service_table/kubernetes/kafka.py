"""Topics of Kafka, and one user per service with the access that its events need.

A service writes the topics it publishes. A consumer reads its topics in its own group and writes their dead letters;
the gateway and a service that reads whole topics only read, without a group. The autoscaler may describe groups and
topics, and reads no record. Auth, where administrators handle dead letters, also reads and writes consumed topics and
their dead letters; so does the user of `dlq`, which no deployment signs in as.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from contracts.event_catalog import EVENTS, TOPICS
from contracts.topics import TopicSpec
from service_table.kubernetes.manifest import Manifest, named
from service_table.table import ServiceSpec

AUTOSCALER: Final = "keda"
DEAD_LETTERS: Final = "dead-letters"
PROTECTED: Final = "auth"
"""Only this publisher writes its topics: a record on `user.deleted` erases the data of a user."""
HANDLER: Final = "auth"
"""The service whose worker handles dead letters."""
REPLICAS: Final = 3
CLUSTER: Final = {"strimzi.io/cluster": "kafka"}


class Access(NamedTuple):
    """One operation on one topic or group."""

    resource: str
    name: str
    operation: str


def topics() -> list[Manifest]:
    """Return one KafkaTopic per topic of the event catalog."""
    return [_topic(topic) for topic in TOPICS]


def users(specs: Sequence[ServiceSpec]) -> list[Manifest]:
    """Return one KafkaUser per service that publishes or consumes, and one for the autoscaler."""
    access = {spec.name: sorted(set(_access(spec))) for spec in sorted(specs, key=lambda spec: spec.name)}
    letters = [Access("topic", event.spec.topic.dead_letters().name, "Read") for event in EVENTS]
    access[HANDLER] = sorted({*access[HANDLER], *letters, *_access_of_dead_letters(specs)})
    access[AUTOSCALER] = sorted(set(_access_of_autoscaler(specs)))
    access[DEAD_LETTERS] = sorted(set(_access_of_dead_letters(specs)))
    return [_user(name, rules) for name, rules in access.items() if rules]


def _topic(topic: TopicSpec) -> Manifest:
    config = {name: _number(value) for name, value in topic.config().items()}
    spec = {"partitions": topic.partitions, "replicas": REPLICAS, "config": config}
    return named("kafka.strimzi.io/v1", "KafkaTopic", topic.name, spec, labels=CLUSTER)


def _number(value: str) -> str | int | float:
    """Return a setting as the number that it is: Strimzi compares it with what Kafka reports."""
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value


def _access(spec: ServiceSpec) -> Iterator[Access]:
    """Yield the access of a service; reading and writing include describing."""
    for event in EVENTS:
        if spec.name == event.spec.publisher:
            yield Access("topic", event.topic, "Write")
        if spec.name in event.spec.consumers:
            yield Access("topic", event.topic, "Read")
            if _has_group(spec):
                yield Access("group", spec.name, "Read")
                yield Access("topic", event.spec.topic.dead_letters().name, "Write")


def _has_group(spec: ServiceSpec) -> bool:
    return not spec.edge and not spec.reads_topics


def _access_of_autoscaler(specs: Sequence[ServiceSpec]) -> Iterator[Access]:
    scaled = {spec.name for spec in specs if spec.worker is not None and spec.worker.scale_by_lag}
    for event in EVENTS:
        for service in scaled & set(event.spec.consumers):
            yield Access("group", service, "Describe")
            yield Access("topic", event.topic, "Describe")


def _access_of_dead_letters(specs: Sequence[ServiceSpec]) -> Iterator[Access]:
    """Yield the access for listing, redriving and discarding dead letters."""
    writers_of_letters = {spec.name for spec in specs if _has_group(spec)}
    for event in EVENTS:
        if writers_of_letters & set(event.spec.consumers):
            yield Access("topic", event.topic, "Read")
            yield Access("topic", event.topic, "DescribeConfigs")
            if event.spec.publisher != PROTECTED:
                yield Access("topic", event.topic, "Write")
            for operation in ("Read", "Write"):
                yield Access("topic", event.spec.topic.dead_letters().name, operation)


def _user(name: str, access: Sequence[Access]) -> Manifest:
    rules = [
        {
            "resource": {"type": entry.resource, "name": entry.name, "patternType": "literal"},
            "operations": [entry.operation],
        }
        for entry in access
    ]
    spec = {"authentication": {"type": "scram-sha-512"}, "authorization": {"type": "simple", "acls": rules}}
    return named("kafka.strimzi.io/v1", "KafkaUser", name, spec, labels=CLUSTER)
