"""Fetches the seasons of a show from the providers.

GREEDY syncs the episodes of every show, ON_DEMAND only of shows that a user follows. A season that fails keeps what
is stored and does not delay the others.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from chassis.core.clock import Clock
from ingestion.application.ports.providers import Fetched, Providers
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.titles.provider_responses import NO_GUIDE, EpisodeGuide
from ingestion.application.titles.season_update import FetchedSeasons
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.seasons.episodes import SeasonFacts
from ingestion.domain.seasons.records import SEASON_FORMAT, SeasonRecord, seasons_due
from ingestion.domain.titles.facts import Facts, SeasonOutline, Source, TitleKey
from ingestion.domain.titles.identity import changed_identity
from ingestion.domain.titles.observations import Observation
from ingestion.domain.titles.records import TitleRecord

logger = logging.getLogger(__name__)

CONCURRENT_SEASONS: Final = 4


class EpisodeMode(StrEnum):
    """Whose episodes are synced."""

    GREEDY = "GREEDY"
    ON_DEMAND = "ON_DEMAND"


@dataclass(frozen=True, slots=True)
class SeasonQuery:
    """What is needed to fetch the seasons of a show.

    `outlines` are the seasons of TMDB's record of the show, null when the record has no list. `void` are the providers
    at which the show is another one now: what they returned of its seasons belongs to that other show.
    """

    key: TitleKey
    outlines: tuple[SeasonOutline, ...] | None
    guide: EpisodeGuide = NO_GUIDE
    trakt_id: int | None = None
    void: frozenset[Source] = frozenset()

    @classmethod
    def of(
        cls,
        key: TitleKey,
        record: TitleRecord | None,
        observations: Mapping[Source, Observation],
        merged: Facts,
        guide: EpisodeGuide,
        *,
        trakt_id: int | None,
    ) -> Self:
        """Return the query for a show with new observations; `record` is the stored state, null for a new show."""
        void = changed_identity(record.observations if record else {}, observations)
        return cls(key, merged.seasons, guide, trakt_id, void)


class SeasonFetcher:
    """Fetches the seasons of shows."""

    def __init__(
        self,
        providers: Providers,
        units: UnitsOfWork,
        clock: Clock,
        mode: EpisodeMode,
        languages: tuple[str, ...] = (),
    ) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock
        self._mode = mode
        self._languages = languages

    async def syncs_episodes(self, key: TitleKey) -> bool:
        """Return whether the episodes of a title are synced; false for a movie."""
        if key.kind == "movie" or self._mode is EpisodeMode.GREEDY:
            return key.kind == "show"
        async with self._units.read() as repositories:
            return await repositories.interests.is_followed(key)

    async def fetch(
        self, query: SeasonQuery, *, syncs_episodes: bool, every: bool = False, force: bool = False
    ) -> FetchedSeasons | None:
        """Return the seasons that are due, or `every` season; with `force` no entity tag is sent.

        For a show whose episodes are not synced, only the stored seasons that are no longer listed are fetched; null
        when there are none and nothing stored is void.
        """
        async with self._units.read() as repositories:
            stored = await repositories.seasons.of_show(query.key.tmdb_id)
        outlines = query.outlines
        due = seasons_due(outlines, stored, self._clock.now(), every=every or force) if outlines is not None else ()
        if not syncs_episodes:
            due = tuple(set(due) - {outline.number for outline in outlines or ()})
            if not due and not (stored and query.void):
                return None
        slots = asyncio.Semaphore(CONCURRENT_SEASONS)
        seasons, (trakt, trakt_is_complete) = await asyncio.gather(
            asyncio.gather(
                *(self._season(query.key, number, stored.get(number), slots, force=force) for number in due)
            ),
            self._trakt(query.trakt_id, due),
        )
        is_complete: dict[Source, bool] = {"tvmaze": query.guide.complete, "trakt": trakt_is_complete}
        return FetchedSeasons(
            stored,
            tmdb=dict(zip(due, seasons, strict=True)),
            tvmaze=query.guide.seasons,
            trakt=trakt,
            partial=frozenset(source for source, complete in is_complete.items() if not complete),
            outlines=outlines,
            void=query.void,
        )

    async def _season(
        self, key: TitleKey, number: int, stored: SeasonRecord | None, slots: asyncio.Semaphore, *, force: bool
    ) -> Fetched[SeasonFacts] | SourceFailed:
        if self._providers.tmdb is None:
            return SourceFailed("tmdb", Cause.NOT_CONFIGURED, "no key is set")
        is_usable = stored is not None and stored.format == SEASON_FORMAT and self._has_languages(stored) and not force
        async with slots:
            try:
                return await self._providers.tmdb.season(
                    key.tmdb_id, number, stored.etag if stored and is_usable else None
                )
            except SourceFailed as failure:
                logger.info("season not fetched", extra={"show": str(key), "season": number, "reason": str(failure)})
                return failure

    def _has_languages(self, stored: SeasonRecord) -> bool:
        """Return whether the texts of its episodes were requested in every language that is configured now."""
        tmdb = stored.facts.get("tmdb")
        return tmdb is None or tmdb.languages == self._languages

    async def _trakt(self, trakt_id: int | None, due: Sequence[int]) -> tuple[tuple[SeasonFacts, ...] | None, bool]:
        """Return the seasons at Trakt, and whether these are all that Trakt has.

        One call brings them all; when Trakt leaves the episodes out, each season needs a call.
        """
        trakt = self._providers.trakt
        if trakt is None or trakt_id is None or not due:
            return None, False
        try:
            seasons = await trakt.seasons(trakt_id)
            if any(season.episodes for season in seasons):
                return seasons, True
            listed = {season.number for season in seasons}
            return tuple([await trakt.season(trakt_id, number) for number in due if number in listed]), False
        except SourceFailed as failure:
            logger.info("episode ratings not fetched", extra={"trakt_id": trakt_id, "reason": str(failure)})
            return None, False
