"""What a provider last returned for a title: a failure keeps a value, a complete response without it clears it.

Each observation holds what the provider last returned, when, and under which id it was queried.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Final, Literal

from ingestion.domain.failures import Cause
from ingestion.domain.titles.facts import Facts, Source

Outcome = Literal["ok", "not_found", "failed", "not_configured", "not_asked"]


FORMAT: Final = 2
"""Changes when the meaning of stored facts does; an entity tag of another format is not used."""


@dataclass(frozen=True, slots=True)
class ProviderResponse:
    """How one request to a provider ended; `facts` only when it succeeded, null too when nothing had changed.

    `unread` names the facts that the response does not cover: they keep their values. `origins` are the ids that lead
    to the title at this provider today, the one that did first; values obtained under any other id are dropped.
    With `disowned` the provider itself stated that the remembered id is another title's.
    """

    source: Source
    outcome: Outcome
    at: datetime
    facts: Facts | None = None
    cause: Cause | None = None
    detail: str | None = None
    retry_at: datetime | None = None
    etag: str | None = None
    unread: frozenset[str] = frozenset()
    origins: tuple[str, ...] | None = None
    disowned: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """What a provider last returned for a title, when, under which id, and how the last request ended."""

    source: Source
    outcome: Outcome
    attempted_at: datetime
    facts: Facts = field(default_factory=Facts)
    fetched_at: datetime | None = None
    cause: Cause | None = None
    detail: str | None = None
    etag: str | None = None
    format: int = FORMAT
    origin: str | None = None

    @property
    def usable_etag(self) -> str | None:
        """The entity tag to send: only when the stored facts have the current format."""
        return self.etag if self.format == FORMAT and self.fetched_at else None


def observe(previous: Observation | None, response: ProviderResponse) -> Observation:
    """Return the observation after a response.

    A failure keeps the stored facts; a complete response replaces them. Facts under an id that no longer leads to the
    title are dropped, however the request ended.
    """
    if previous is not None and _is_of_another_title(previous, response):
        previous = None
    if response.outcome == "ok":
        before = previous.facts if previous else None
        return Observation(
            response.source,
            "ok",
            response.at,
            facts=_facts_after(before, response.facts, response.unread),
            fetched_at=response.at,
            cause=response.cause,
            detail=response.detail,
            # The entity tag of a degraded or empty response would keep it forever.
            etag=response.etag
            if response.detail is None and (before is not None or response.facts is not None)
            else None,
            origin=response.origins[0] if response.origins else None,
        )
    if previous is None or _is_missing(response):
        return Observation(response.source, response.outcome, response.at, cause=response.cause, detail=response.detail)
    return replace(
        previous,
        outcome=response.outcome,
        attempted_at=response.at,
        cause=response.cause,
        detail=response.detail,
        origin=observed_under(previous),
    )


def observed_under(observation: Observation) -> str | None:
    """Return the id under which an observation was made; one from before ids were stored is read from its facts."""
    if observation.origin is not None or observation.source == "tmdb":
        return observation.origin
    facts = observation.facts
    if observation.source == "trakt":
        return None
    if facts.imdb_id is not None:
        return f"imdb:{facts.imdb_id}"
    return f"tvdb:{facts.tvdb_id}" if facts.tvdb_id is not None else None


def _is_of_another_title(previous: Observation, response: ProviderResponse) -> bool:
    """Return whether the stored values were obtained under an id that does not lead to the title any more."""
    return response.disowned or (response.origins is not None and not made_under(previous, response.origins))


def made_under(observation: Observation, origins: tuple[str, ...]) -> bool:
    """Return whether an observation was made under one of the ids that lead to the title, as far as is known."""
    origin = observed_under(observation)
    if origin is not None and origin not in origins:
        return False
    # TVMaze was queried by the TVDB id, but it states another IMDb id than TMDB does today.
    own = f"imdb:{observation.facts.imdb_id}"
    imdb_origins = [origin_id for origin_id in origins if origin_id.startswith("imdb:")]
    return (
        observation.source != "tvmaze" or observation.facts.imdb_id is None or not imdb_origins or own in imdb_origins
    )


def _is_missing(response: ProviderResponse) -> bool:
    """Return whether the provider has no such title; a deletion at TMDB marks the title instead."""
    return response.outcome == "not_found" and response.source != "tmdb" and response.cause is not Cause.NO_DATA


def _facts_after(before: Facts | None, now: Facts | None, unread: frozenset[str]) -> Facts:
    if before is None or now is None:
        return now or before or Facts()
    return overlay(before, now, unread)


def overlay(before: Facts, now: Facts, unread: frozenset[str] = frozenset()) -> Facts:
    """Return the facts of a provider after a further response: all of it, and what it does not cover.

    Facts in `unread` keep their last value when the response has none; in a mapping, each entry does.
    """
    values: dict[str, object] = {}
    for fact in fields(Facts):
        last, value = getattr(before, fact.name), getattr(now, fact.name)
        if fact.name == "ratings":
            kept = {by: rating for by, rating in (before.ratings or {}).items() if f"ratings.{by}" in unread}
            value = {**kept, **(now.ratings or {})} or None
        elif fact.name in unread:
            value = _kept(last, value)
        values[fact.name] = value
    return Facts(**values)  # type: ignore[arg-type]


def _kept(last: object, value: object) -> object:
    if value is None:
        return last
    if isinstance(last, Mapping) and isinstance(value, Mapping):
        return {**last, **value}
    return value
