"""Responses of the ingestion API about providers, schedules and titles."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, TypeAdapter
from pydantic.alias_generators import to_camel

from chassis.core.circuit_breaker import BreakerState
from chassis.http.schemas import ResponseModel
from contracts.identity import media_id
from ingestion.application.sources import SourceReport
from ingestion.domain.provider_health import Outage
from ingestion.domain.titles.facts import Facts, Kind, Source, TitleKey
from ingestion.domain.titles.observations import Observation
from ingestion.domain.titles.records import TitleRecord

FACTS = TypeAdapter(Facts)
# Names of fields and of raters; language tags and region codes have no underscore.
_FIELD_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")

Instant = Annotated[datetime, Field(examples=["2026-11-21T12:00:00Z"])]
Outcomes = Annotated[dict[str, int], Field(examples=[{"ok": 4210, "timeout": 2}])]


class BreakerResponse(ResponseModel):
    """The circuit breaker of a provider."""

    state: Literal["closed", "open", "half_open"] = Field(
        description="`closed`: calls are sent. `open`: none are. `half_open`: one at a time, to probe",
        examples=["closed"],
    )
    until: Instant | None = Field(description="When an open breaker is probed; null while it is closed")
    reason: str | None = Field(
        description="Why it opened, or null when it is closed", examples=["10 of 20 calls failed"]
    )


class QuotaResponse(ResponseModel):
    """The budget of a provider."""

    limit: int = Field(description="Maximum number of calls in a window", examples=[40])
    window_seconds: float = Field(description="Length of a window in seconds", examples=[1.0])
    left: int = Field(description="Number of calls that remain now", examples=[38])
    blocked_until: Instant | None = Field(description="Until when the provider requested no calls, or null")
    block_reason: str | None = Field(description="Why it requested none, or null", examples=["429, Retry-After 30"])


class OutageResponse(ResponseModel):
    """Why a provider is not called as usual; published as `source.degraded`."""

    health: Literal["degraded", "unavailable"] = Field(
        description="`degraded`: its quota is spent. `unavailable`: its breaker is open", examples=["unavailable"]
    )
    since: Instant = Field(description="When it began")
    reason: str = Field(description="What happened", examples=["10 of 20 calls failed"])
    reason_code: str | None = Field(
        description="A stable name of the reason, or null when unknown", examples=["timeout"]
    )
    until: Instant | None = Field(description="When it is called again, or null when unknown")

    @classmethod
    def of(cls, outage: Outage) -> Self:
        """Return the response for an outage."""
        return cls(
            health=outage.health,
            since=outage.since,
            reason=outage.reason,
            reason_code=outage.cause,
            until=outage.until,
        )


class SourceResponse(ResponseModel):
    """The state of a provider."""

    source: Source = Field(description="Name of the provider", examples=["tmdb"])
    configured: bool = Field(description="Whether it has an address and a key", examples=[True])
    provides: tuple[str, ...] = Field(
        description="Facts that only this provider has, which are missing while it is not configured",
        examples=[["ratings.imdb"]],
    )
    health: Literal["healthy", "degraded", "unavailable", "not_configured", "unknown"] = Field(
        description="`healthy`: responds. `degraded`: its quota is spent. `unavailable`: its breaker is open."
        " `not_configured`: is never called. `unknown`: was not called yet",
        examples=["healthy"],
    )
    quota: QuotaResponse = Field(description="Its budget")
    breaker: BreakerResponse = Field(description="Its circuit breaker")
    trouble: OutageResponse | None = Field(description="Why it is not called as usual, or null when it is")
    calls: int = Field(description="Number of calls since the beginning", examples=[4212])
    outcomes: Outcomes = Field(description="Number of calls by outcome, since the beginning")
    recent: dict[date, Outcomes] = Field(
        description="Number of calls by outcome, per UTC day, of the last days", examples=[{"2026-11-21": {"ok": 210}}]
    )
    last_success_at: Instant | None = Field(description="When a call last succeeded, or null")
    last_failure_at: Instant | None = Field(description="When a call last failed, or null")
    last_failure: str | None = Field(
        description="Why it failed, or null", examples=["tmdb: timeout: no response within 12 s"]
    )
    oldest_by_kind: dict[str, datetime] = Field(
        description="Per type, the oldest of the last responses of all titles",
        examples=[{"movie": "2026-11-20T03:00:00Z"}],
    )

    @classmethod
    def of(cls, report: SourceReport) -> Self:
        """Return the response for a provider."""
        state = report.state
        breaker = state.breaker
        return cls(
            source=state.source,
            configured=report.configured,
            provides=report.provides,
            health=report.health,
            quota=QuotaResponse(
                limit=report.limit,
                window_seconds=report.window_seconds,
                left=report.left,
                blocked_until=report.blocked_until,
                block_reason=report.block_reason,
            ),
            breaker=BreakerResponse(
                state=breaker.state.value,
                until=breaker.until if breaker.state is not BreakerState.CLOSED else None,
                reason=breaker.reason,
            ),
            trouble=OutageResponse.of(state.outage) if state.outage else None,
            calls=state.calls,
            outcomes=dict(state.outcomes),
            recent={day: dict(outcomes) for day, outcomes in state.recent.items()},
            last_success_at=state.last_success_at,
            last_failure_at=state.last_failure_at,
            last_failure=state.last_failure,
            oldest_by_kind=dict(report.oldest_by_kind),
        )


class ObservedResponse(ResponseModel):
    """When a provider last responded for a title, and how the last call ended."""

    outcome: str = Field(
        description="`ok`: it responded. `not_found`: it does not know the title. `failed`: see `cause`."
        " `not_configured`: it has no key. `not_asked`: nothing was needed from it",
        examples=["ok"],
    )
    attempted_at: Instant = Field(description="When it was last called")
    fetched_at: Instant | None = Field(description="When it last responded with facts, or null")
    cause: str | None = Field(description="Stable cause of a failure, or null without one", examples=["timeout"])
    detail: str | None = Field(description="The same in a sentence, or null", examples=["no response within 12 s"])

    @classmethod
    def of(cls, seen: Observation) -> Self:
        """Return the response for an observation."""
        return cls(
            outcome=seen.outcome,
            attempted_at=seen.attempted_at,
            fetched_at=seen.fetched_at,
            cause=seen.cause,
            detail=seen.detail,
        )


class TitleResponse(ResponseModel):
    """What is known of a title."""

    id: UUID = Field(description="The title's media id", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
    type: Kind = Field(description="`movie` or `show`", examples=["movie"])
    tmdb_id: int = Field(description="TMDB number of the title", examples=[550])
    version: int = Field(description="Grows with every import", examples=[1793620800000000])
    imported_at: Instant = Field(description="When the title was last imported")
    gone_at: Instant | None = Field(description="When TMDB deleted it, or null")
    successor_tmdb_id: int | None = Field(
        description="TMDB number of the title that it was merged into, or null", examples=[551]
    )
    facts: dict[str, Any] = Field(
        description="The merged facts", examples=[{"title": "Fight Club", "runtimeMinutes": 139}]
    )
    sources: dict[str, ObservedResponse] = Field(
        description="Per provider, when it last responded",
        examples=[
            {
                "omdb": {
                    "outcome": "failed",
                    "attemptedAt": "2026-11-21T12:00:00Z",
                    "fetchedAt": "2026-11-20T12:00:00Z",
                    "cause": "timeout",
                    "detail": "no response within 12 s",
                }
            }
        ],
    )
    provenance: dict[str, str] | None = Field(
        description="Per fact, the provider that gave it, or null unless requested",
        examples=[{"runtimeMinutes": "tmdb", "ratings.imdb": "omdb"}],
    )

    @classmethod
    def of(cls, key: TitleKey, record: TitleRecord, *, provenance: bool) -> Self:
        """Return the response for a title's record."""
        return cls(
            id=media_id(key.kind, key.tmdb_id),
            type=key.kind,
            tmdb_id=key.tmdb_id,
            version=record.version,
            imported_at=record.imported_at,
            gone_at=record.deleted_at,
            successor_tmdb_id=record.successor.tmdb_id if record.successor else None,
            facts=_camel(FACTS.dump_python(record.merged.facts, mode="json")),
            sources={source: ObservedResponse.of(seen) for source, seen in record.observations.items()},
            provenance=_camel(dict(record.merged.provenance)) if provenance else None,
        )


def _camel(value: Any) -> Any:
    """Return a document with its field names in camelCase; keys that are data stay as they are."""
    if isinstance(value, dict):
        return {_camel_key(str(key)): _camel(item) for key, item in value.items()}
    return [_camel(item) for item in value] if isinstance(value, list) else value


def _camel_key(key: str) -> str:
    parts = key.split(".")
    return ".".join(to_camel(part) if _FIELD_NAME.fullmatch(part) else part for part in parts)
