"""What the processes of a stack measure, as far as it is shown in a terminal: from the text that Prometheus reads."""

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from prometheus_client.parser import text_string_to_metric_families

from devstack.processes import http_probe

SOON_SECONDS: Final = 5.0
"""Within this time an event shall have been applied: the objective of docs/operations/alerts.md."""
_BREAKERS: Final = ("closed", "half open", "open")
_OUTAGES: Final = ("none", "degraded", "unavailable")
_FAILED: Final = ("failed", "cancelled", "expired")


@dataclass(frozen=True, slots=True)
class Events:
    """Events that were applied since the processes started, those of them that took more than 5 s, open dead letters.

    How many dead letters there are is not known while auth does not respond or cannot read its index.
    """

    applied: int
    late: int
    dead_letters: int | None


@dataclass(frozen=True, slots=True)
class Jobs:
    """Jobs of one service by what they do; `failed` since its process started."""

    service: str
    waiting: int
    running: int
    failed: int
    oldest_due_seconds: float


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider: its breaker, its outage, the calls that its budget allows now and in all."""

    source: str
    breaker: str
    outage: str
    remaining_calls: int | None
    budget_calls: int | None
    blocked_seconds: float


class Samples:
    """The values of one process."""

    def __init__(self, text: str) -> None:
        self._values: dict[str, list[tuple[Mapping[str, str], float]]] = {}
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                self._values.setdefault(sample.name, []).append((sample.labels, sample.value))

    def total(self, name: str, **labels: str) -> float:
        """Return the sum of the samples with these labels, without those that are not known; 0 without any."""
        values = (value for own, value in self._values.get(name, ()) if labels.items() <= own.items())
        return sum(value for value in values if math.isfinite(value))

    def value(self, name: str, **labels: str) -> float | None:
        """Return the first sample with these labels, or null; what a process does not know is not a number."""
        values = [value for own, value in self._values.get(name, ()) if labels.items() <= own.items()]
        return values[0] if values and math.isfinite(values[0]) else None

    def labels(self, name: str, label: str) -> list[str]:
        """Return the values of a label, each once, in alphabetical order."""
        return sorted({own[label] for own, _ in self._values.get(name, ()) if label in own})


async def read(ports: Mapping[str, int]) -> dict[str, Samples]:
    """Return the samples of every process that responds, by its name."""
    texts = await asyncio.gather(*(http_probe.text(port, "/metrics") for port in ports.values()))
    return {name: Samples(text) for name, text in zip(ports, texts, strict=True) if text is not None}


def version(samples: Samples) -> str | None:
    """Return the version of a process."""
    versions = samples.labels("marquee_build_info", "version")
    return versions[0] if versions else None


def events(everything: Mapping[str, Samples]) -> Events:
    """Return what became of the events of all processes, by their name."""
    applied = sum(samples.total("event_freshness_seconds_count") for samples in everything.values())
    soon = sum(samples.total("event_freshness_seconds_bucket", le=str(SOON_SECONDS)) for samples in everything.values())
    return Events(int(applied), int(applied - soon), _open_letters(everything.get("auth")))


def _open_letters(auth: Samples | None) -> int | None:
    if auth is None or not auth.value("metrics_source_up", source="dead letters"):
        return None
    return int(auth.total("dead_letters_open"))


def jobs(everything: Mapping[str, Samples]) -> list[Jobs]:
    """Return the queues of the services that have one."""
    return [
        Jobs(
            service,
            int(samples.total("jobs_queued")),
            int(samples.total("jobs_running")),
            int(sum(samples.total("jobs_ended_total", status=status) for status in _FAILED)),
            round(
                max(
                    (
                        samples.value("jobs_oldest_due_seconds", kind=kind) or 0.0
                        for kind in samples.labels("jobs_oldest_due_seconds", "kind")
                    ),
                    default=0.0,
                ),
                1,
            ),
        )
        for service, samples in everything.items()
        if samples.labels("jobs_queued", "kind")
    ]


def providers(samples: Samples) -> list[Provider]:
    """Return the providers that ingestion calls."""
    return [
        Provider(
            source,
            _named(_BREAKERS, samples.value("provider_breaker_state", source=source)),
            _named(_OUTAGES, samples.value("provider_outage", source=source)),
            _whole(samples.value("provider_budget_remaining_calls", source=source)),
            _whole(samples.value("provider_budget_calls", source=source)),
            round(samples.value("provider_blocked_seconds", source=source) or 0.0, 1),
        )
        for source in samples.labels("provider_breaker_state", "source")
    ]


def last_import(samples: Samples) -> datetime | None:
    """Return when ingestion last imported a title; null before, and while that is not known."""
    seconds = samples.value("last_import_timestamp_seconds")
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _named(names: Sequence[str], state: float | None) -> str:
    return "unknown" if state is None else names[int(state)]


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
