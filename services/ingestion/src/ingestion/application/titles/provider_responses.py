"""Turns what a provider returned, or how it failed, into the response that a title's observations are made of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ingestion.application.ports.providers import Fetched, Tvmaze
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.seasons.episodes import SeasonFacts
from ingestion.domain.titles.facts import Facts, Source
from ingestion.domain.titles.identity import Ids, remembered_tvmaze_id
from ingestion.domain.titles.observations import Observation, Outcome, ProviderResponse, made_under


@dataclass(frozen=True, slots=True)
class EpisodeGuide:
    """The seasons that TVMaze returned with a show; null when it returned nothing new.

    `complete` is false when TVMaze returned only a part of them.
    """

    seasons: tuple[SeasonFacts, ...] | None = None
    complete: bool = True


NO_GUIDE: Final = EpisodeGuide()


async def query_tvmaze(
    tvmaze: Tvmaze, before: Observation | None, ids: Ids, year: int | None, *, force: bool = False
) -> tuple[Fetched[Facts], EpisodeGuide]:
    """Return a show's facts and its episodes; raise SourceFailed.

    `before` is the last observation of TVMaze, `year` that of the first airing. With `force` the response is complete
    although nothing has changed.
    """
    # "Not modified" would leave nothing when the stored values are dropped.
    etag = before.usable_etag if before and not force and made_under(before, ids.origins) else None
    last_id = before.facts.tvmaze_id if before else None
    fetched = await tvmaze.show(
        remembered=remembered_tvmaze_id(before, ids, year),
        ids=ids,
        etags={last_id: etag} if last_id is not None and etag is not None else {},
    )
    facts: Facts | None = None
    guide = NO_GUIDE
    if fetched.value is not None:
        facts, seasons = fetched.value
        guide = EpisodeGuide(seasons, complete=not fetched.degraded)
    return Fetched(facts, fetched.etag, fetched.degraded, fetched.unread, fetched.origin), guide


def response_of(
    source: Source,
    fetched: Fetched[Facts],
    at: datetime,
    before: Observation | None,
    origins: tuple[str, ...] | None = None,
) -> ProviderResponse:
    """Return the response of a provider that was reached; `detail` names what it returned only in part."""
    if fetched.origin is not None:
        origins = (fetched.origin, *(origin for origin in origins or () if origin != fetched.origin))
    return ProviderResponse(
        source,
        "ok",
        at,
        facts=fetched.value,
        detail="; ".join(fetched.degraded) or None,
        etag=fetched.etag if fetched.value is not None else (before.etag if before else fetched.etag),
        unread=fetched.unread,
        origins=origins,
    )


def failed_response(
    source: Source, failure: SourceFailed, at: datetime, origins: tuple[str, ...] | None = None
) -> ProviderResponse:
    """Return the response of a provider that failed, or that does not have the title."""
    is_missing = failure.cause in (Cause.NOT_FOUND, Cause.NO_DATA)
    outcome: Outcome = "not_found" if is_missing else "failed"
    return ProviderResponse(
        source,
        outcome,
        at,
        cause=failure.cause,
        detail=failure.detail,
        retry_at=failure.retry_at,
        origins=origins,
        disowned=failure.disowned,
    )
