"""How the sources' facts become one title: the last good value of a source survives that source's failure.

Each source keeps what it said, with the time it said it. The merged title takes every fact from the first
source in that fact's order of preference that has one, and remembers which it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Final, Literal

from ingestion.domain.facts import SOURCES, Facts, RatedBy, Rating, Source
from ingestion.domain.failures import Cause

Outcome = Literal["ok", "not_found", "failed", "not_configured", "not_asked"]

FORMAT: Final = 1
"""Changes when the meaning of stored facts does; an entity tag of another format is not used."""

# A source that answers without these has taken them back; for all others silence keeps the last value.
TAKEN_BACK_BY_SILENCE: Final = frozenset({"next_air_date", "live_watchers"})

_DEFAULT_ORDER: Final[tuple[Source, ...]] = ("tmdb", "trakt", "tvmaze", "omdb")
_ORDERS: Final[Mapping[str, tuple[Source, ...]]] = {
    "next_air_date": ("tvmaze", "tmdb"),
    "last_air_date": ("tmdb", "tvmaze"),
    "tvdb_id": ("tmdb", "tvmaze", "trakt"),
    "runtime_minutes": ("tmdb", "tvmaze", "trakt", "omdb"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """How one look at a source ended; `facts` only when it answered, None too when nothing had changed."""

    source: Source
    outcome: Outcome
    at: datetime
    facts: Facts | None = None
    cause: Cause | None = None
    detail: str | None = None
    retry_at: datetime | None = None
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """What a source last said of a title, when, and how the last look at it ended."""

    source: Source
    outcome: Outcome
    attempted_at: datetime
    facts: Facts = field(default_factory=Facts)
    fetched_at: datetime | None = None
    cause: Cause | None = None
    detail: str | None = None
    etag: str | None = None
    format: int = FORMAT

    @property
    def usable_etag(self) -> str | None:
        """The entity tag to ask with: only where the stored facts are what that answer would give today."""
        return self.etag if self.format == FORMAT and self.fetched_at else None


@dataclass(frozen=True, slots=True)
class MergedTitle:
    """The facts of a title and, per fact, the source that gave it (`ratings.imdb` for ratings)."""

    facts: Facts
    provenance: Mapping[str, Source]


def observe(previous: Observation | None, answer: Answer) -> Observation:
    """Give the observation after an answer: a failure changes how it ended, never what was said before."""
    if answer.outcome != "ok":
        if previous is None:
            return Observation(answer.source, answer.outcome, answer.at, cause=answer.cause, detail=answer.detail)
        return replace(
            previous,
            outcome=answer.outcome,
            attempted_at=answer.at,
            cause=answer.cause,
            detail=answer.detail,
        )
    return Observation(
        answer.source,
        "ok",
        answer.at,
        facts=_said(previous.facts if previous else None, answer.facts, whole=answer.detail is None),
        fetched_at=answer.at,
        cause=answer.cause,
        detail=answer.detail,
        # An answer that lost a part must not be held for good by its entity tag.
        etag=answer.etag if answer.detail is None else None,
    )


def _said(before: Facts | None, now: Facts | None, *, whole: bool) -> Facts:
    if before is None or now is None:
        return now or before or Facts()
    return overlay(before, now, whole=whole)


def overlay(before: Facts, now: Facts, *, whole: bool = True) -> Facts:
    """Give what a source says after a further answer: null is not a value, a collection replaces the last.

    Silence takes nothing back where the answer is not `whole`: what is missing may be what could not be read.
    """
    changes: dict[str, object] = {}
    for each in fields(Facts):
        value = getattr(now, each.name)
        if each.name == "ratings":
            value = {**(before.ratings or {}), **(now.ratings or {})} or None
        if value is not None or (whole and each.name in TAKEN_BACK_BY_SILENCE):
            changes[each.name] = value
    return replace(before, **changes)  # type: ignore[arg-type]


def merge(observations: Mapping[Source, Observation], today: date) -> MergedTitle:
    """Give the merged title; a next air date that has passed is not one."""
    merged: dict[str, object] = {}
    provenance: dict[str, Source] = {}
    for each in fields(Facts):
        if each.name == "ratings":
            continue
        for source in _ORDERS.get(each.name, _DEFAULT_ORDER):
            value = getattr(observations[source].facts, each.name) if source in observations else None
            if each.name == "next_air_date" and isinstance(value, date) and value < today:
                continue
            if value is not None:
                merged[each.name] = value
                provenance[each.name] = source
                break
    ratings = _merge_ratings(observations, provenance)
    return MergedTitle(Facts(**merged, ratings=ratings or None), provenance)  # type: ignore[arg-type]


def _merge_ratings(observations: Mapping[Source, Observation], provenance: dict[str, Source]) -> dict[RatedBy, Rating]:
    ratings: dict[RatedBy, Rating] = {}
    for source in SOURCES:
        if source not in observations:
            continue
        for by, rating in (observations[source].facts.ratings or {}).items():
            if by not in ratings:
                ratings[by] = rating
                provenance[f"ratings.{by}"] = source
    return ratings


def next_version(previous: int | None, now: datetime) -> int:
    """Give a version that only grows, over every replica and after a restore: max(previous + 1, epoch µs)."""
    return max((previous or 0) + 1, int(now.timestamp() * 1_000_000))
