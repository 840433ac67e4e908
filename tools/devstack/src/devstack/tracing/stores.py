"""What the stores of a stack know of a trace: the origins of jobs in Postgres, and the events in Kafka."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from aiokafka.errors import KafkaError

from chassis.messaging.log_consumer import log_consumer
from chassis.messaging.replay import existing_partitions
from contracts.event_catalog import TOPICS
from devstack.servers.schemas import connected
from devstack.tracing.found import EventRow, Identifiers

JOBS: Final = ("ingestion", "library")
"""The schemas that have a queue of jobs."""
MOST_EVENTS: Final = 200_000
"""How many events are read at most, the newest of each partition."""
_POLL_MS: Final = 500


async def identify_job(url: str, ids: Identifiers) -> bool:
    """Add the trace and the request of a job; return whether there is a job of the given id."""
    try:
        job_id = UUID(ids.identifier)
    except ValueError:
        return False
    async with connected(url) as connection:
        for schema in JOBS:
            row = await connection.fetchrow(f"select origin from {schema}.jobs where id = $1", job_id)  # noqa: S608
            if row is not None:
                ids.add(json.loads(row["origin"] or "{}") or {})
                return True
    return False


async def events_of(bootstrap: str, ids: Identifiers) -> list[EventRow]:
    """Return the events of the traces and requests in the order of time; the given event adds its own.

    There are none while Kafka does not respond.
    """
    try:
        records = await _read(bootstrap)
    except (KafkaError, OSError):
        return []
    for _, headers, _ in records:
        if headers.get("ce_id") == ids.identifier:
            ids.add(headers)
    events = [
        EventRow(at, headers.get("ce_source", "?"), headers.get("ce_type", "?"), headers.get("ce_id", "?"), key)
        for at, headers, key in records
        if ids.has(headers)
    ]
    return sorted(events, key=lambda event: event.at)


Headers = Mapping[str, str]


async def _read(bootstrap: str) -> list[tuple[datetime, Headers, str]]:
    """Return time, headers and key of the newest records of every topic."""
    places, _ = await existing_partitions(bootstrap, [topic.name for topic in TOPICS])
    async with log_consumer(bootstrap) as consumer:
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        begins = await consumer.beginning_offsets(places)
        most = max(1, MOST_EVENTS // max(1, len(places)))
        for place in places:
            consumer.seek(place, max(begins[place], ends[place] - most))
        records: list[tuple[datetime, Headers, str]] = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            fetched = await consumer.getmany(timeout_ms=_POLL_MS, max_records=5000)
            for batch in fetched.values():
                for record in batch:
                    headers = {name: value.decode("utf-8", "replace") for name, value in record.headers if value}
                    at = datetime.fromtimestamp(record.timestamp / 1000, UTC)
                    records.append((at, headers, (record.key or b"").decode("utf-8", "replace")))
        return records
