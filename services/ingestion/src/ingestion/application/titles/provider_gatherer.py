"""Gathering of an import: every provider is queried by the plan, and their responses are one immutable result."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chassis.core.clock import Clock
from ingestion.application.ports.providers import Fetched, Providers
from ingestion.application.request_priority import wait_at_most
from ingestion.application.titles.import_plan import ImportRequest, Query, plan_query, query_stages
from ingestion.application.titles.provider_responses import (
    NO_GUIDE,
    EpisodeGuide,
    failed_response,
    query_tvmaze,
    response_of,
)
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.titles.facts import SOURCES, Facts, Source
from ingestion.domain.titles.identity import Ids
from ingestion.domain.titles.observations import Observation, ProviderResponse, observe
from ingestion.domain.titles.records import TitleRecord

OPTIONAL_WAIT_SECONDS: Final = 5.0
"""How long an import waits for the budget of an optional provider."""


@dataclass(frozen=True, slots=True)
class GatheredResponses:
    """The response of every provider to one import, and the episodes that TVMaze returned with the show."""

    responses: Mapping[Source, ProviderResponse]
    guide: EpisodeGuide = NO_GUIDE


@dataclass(frozen=True, slots=True)
class _Context:
    """What the queries of one import have in common; `year` is that of the release."""

    request: ImportRequest
    record: TitleRecord | None
    ids: Ids
    year: int | None
    syncs_episodes: bool

    def observed(self, source: Source) -> Observation | None:
        return self.record.observed(source) if self.record else None


class ProviderGatherer:
    """Queries the providers for a title."""

    def __init__(self, providers: Providers, clock: Clock) -> None:
        self._providers = providers
        self._clock = clock
        self._configured = frozenset(source for source in SOURCES if providers.configured(source))

    async def gather(
        self, request: ImportRequest, record: TitleRecord | None, *, syncs_episodes: bool
    ) -> GatheredResponses:
        """Return the responses to the import of a title; raise SourceFailed when TMDB fails.

        The failure of an optional provider is one of the responses.
        """
        tmdb = await self._tmdb(request, record)
        facts = observe(record.observed("tmdb") if record else None, tmdb).facts
        ids, year = Ids(facts.imdb_id, facts.tvdb_id), facts.release_date.year if facts.release_date else None
        responses: dict[Source, ProviderResponse] = {"tmdb": tmdb}
        guide = NO_GUIDE
        for stage in query_stages(ids):
            context = _Context(request, record, ids, year, syncs_episodes)
            for response, episodes in await asyncio.gather(*(self._optional(source, context) for source in stage)):
                responses[response.source] = response
                guide = episodes or guide
                ids = ids.or_those_of(observe(context.observed(response.source), response).facts)
        return GatheredResponses({source: responses[source] for source in SOURCES if source in responses}, guide)

    async def _tmdb(self, request: ImportRequest, record: TitleRecord | None) -> ProviderResponse:
        if self._providers.tmdb is None:
            raise SourceFailed("tmdb", Cause.NOT_CONFIGURED, "no key is set")
        before = record.observed("tmdb") if record else None
        etag = before.usable_etag if before and not request.force else None
        fetched = await self._providers.tmdb.title(request.key, etag)
        return response_of("tmdb", fetched, self._clock.now(), before)

    async def _optional(self, source: Source, context: _Context) -> tuple[ProviderResponse, EpisodeGuide | None]:
        key, ids = context.request.key, context.ids
        query = plan_query(source, key, ids, self._configured, syncs_episodes=context.syncs_episodes)
        if query.skip is not None:
            now = self._clock.now()
            return ProviderResponse(source, query.skip, now, detail=query.reason, origins=query.origins), None
        try:
            with wait_at_most(OPTIONAL_WAIT_SECONDS):
                fetched, guide = await self._send(query, context)
        except SourceFailed as failure:
            return failed_response(source, failure, self._clock.now(), query.origins), None
        return response_of(source, fetched, self._clock.now(), context.observed(source), query.origins), guide

    async def _send(self, query: Query, context: _Context) -> tuple[Fetched[Facts], EpisodeGuide | None]:
        request, ids, providers = context.request, context.ids, self._providers
        before = context.observed(query.source)
        if query.source == "tvmaze" and providers.tvmaze is not None:
            return await query_tvmaze(providers.tvmaze, before, ids, context.year, force=request.force)
        if query.source == "trakt" and providers.trakt is not None:
            trakt_id = before.facts.trakt_id if before else None
            return await providers.trakt.title(request.key, trakt_id, live=request.live, imdb_id=ids.imdb_id), None
        if query.source in providers.by_imdb_id and ids.imdb_id is not None:
            return await providers.by_imdb_id[query.source].title(request.key.kind, ids.imdb_id), None
        raise ValueError(f"{query.source} cannot be queried for {request.key}")
