"""Rows of what other databases state."""

from typing import Any

from sqlalchemy import RowMapping

from chassis.core.circuit_breaker import BreakerState, CircuitBreaker
from music.domain.enrichment.calls import CallState
from music.domain.enrichment.conflicts import Conflict, ConflictStatus, Suggestion
from music.domain.enrichment.fields import EntityKind, Field, Source
from music.domain.enrichment.record import Biography, Record, SimilarArtist


def record_of(row: RowMapping) -> Record:
    """Return the record of a row."""
    biography = None
    if row["biography"] is not None:
        biography = Biography(row["biography"], Source(row["biography_origin"]), row["biography_url"])
    return Record(
        mbid=row["mbid"],
        mbid_source=_source(row["mbid_source"]),
        group_mbid=row["group_mbid"],
        genres=tuple(row["genres"]),
        genres_source=_source(row["genres_source"]),
        biography=biography,
        biography_source=_source(row["biography_source"]),
        similar=tuple(SimilarArtist(one["name"], one["match"]) for one in row["similar_artists"]),
    )


def record_values(record: Record) -> dict[str, Any]:
    """Return the columns of a record."""
    biography = record.biography
    return {
        "mbid": record.mbid,
        "mbid_source": record.mbid_source,
        "group_mbid": record.group_mbid,
        "genres": list(record.genres),
        "genres_source": record.genres_source,
        "biography": biography.text if biography else None,
        "biography_origin": biography.origin if biography else None,
        "biography_url": biography.url if biography else None,
        "biography_source": record.biography_source,
        "similar_artists": [{"name": one.name, "match": one.match} for one in record.similar],
    }


def conflict_of(row: RowMapping) -> Conflict:
    """Return the conflict of a row."""
    return Conflict(
        id=row["id"],
        kind=EntityKind(row["kind"]),
        entity_id=row["entity_id"],
        entity_name=row["entity_name"],
        field=Field(row["field"]),
        source=Source(row["source"]),
        suggestions=tuple(Suggestion(**suggestion) for suggestion in row["suggestions"]),
        current=row["current"],
        status=ConflictStatus(row["status"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        resolved_by=row["resolved_by"],
        resolved_at=row["resolved_at"],
        chosen=row["chosen"],
    )


def state_of(row: RowMapping) -> CallState:
    """Return the state of calls of a row."""
    return CallState(
        next_at=row["next_at"],
        blocked_until=row["blocked_until"],
        breaker=CircuitBreaker(
            BreakerState(row["breaker"]), row["breaker_until"], row["breaker_trips"], row["breaker_reason"]
        ),
        failures=row["failures"],
        last_success_at=row["last_success_at"],
        last_failure_at=row["last_failure_at"],
        last_failure=row["last_failure"],
    )


def state_values(state: CallState) -> dict[str, Any]:
    """Return the columns of a state of calls."""
    breaker = state.breaker
    return {
        "next_at": state.next_at,
        "blocked_until": state.blocked_until,
        "breaker": breaker.state,
        "breaker_until": breaker.until,
        "breaker_trips": breaker.trips,
        "breaker_reason": breaker.reason,
        "failures": state.failures,
        "last_success_at": state.last_success_at,
        "last_failure_at": state.last_failure_at,
        "last_failure": state.last_failure,
    }


def _source(name: str | None) -> Source | None:
    return None if name is None else Source(name)
