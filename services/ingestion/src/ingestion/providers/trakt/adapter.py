"""Trakt v2: ratings, who watches now and ever, ratings per episode, trending with watchers.

https://docs.trakt.tv/. A title is results by its TMDB number once; afterwards its Trakt id is lookup.
"""

import asyncio
from typing import Final

from pydantic import TypeAdapter

from ingestion.application.ports.providers import Fetched
from ingestion.domain.failures import WAITING, Cause, SourceFailed
from ingestion.domain.seasons.episodes import SeasonFacts
from ingestion.domain.titles.facts import Facts, Kind, Rating, TitleKey
from ingestion.domain.titles.identity import tmdb_origin
from ingestion.providers.calls.call_policy import EPISODES_MAX_BYTES
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.parsing.markup import line, plain
from ingestion.providers.parsing.unread import unread_facts
from ingestion.providers.trakt.facts import FACTS_BY_FIELD, season_facts
from ingestion.providers.trakt.models import (
    TraktEpisode,
    TraktRatings,
    TraktSearchResult,
    TraktSeason,
    TraktStats,
    TraktTitle,
    TraktTrendingEntry,
    TraktWatcher,
)

PLURALS: Final = {"movie": "movies", "show": "shows"}


SUMMARY: Final = TypeAdapter(TraktTitle)
FOUND: Final = TypeAdapter(list[TraktSearchResult])
RATINGS: Final = TypeAdapter(TraktRatings)
STATS: Final = TypeAdapter(TraktStats)
WATCHING: Final = TypeAdapter(list[TraktWatcher])
TRENDING: Final = TypeAdapter(list[TraktTrendingEntry])
SEASONS: Final = TypeAdapter(list[TraktSeason])
EPISODES: Final = TypeAdapter(list[TraktEpisode])


class TraktSource:
    """Calls Trakt."""

    def __init__(self, client: ProviderClient) -> None:
        self._client = client

    async def title(
        self, key: TitleKey, trakt_id: int | None, *, live: bool, imdb_id: str | None = None
    ) -> Fetched[Facts]:
        """Return ids, rating and audience, `live` watchers if wanted; raises SourceFailed.

        The audience may be missing: the response is then degraded. One that must be waited for fails the whole,
        so that a day without an audience is not remembered as looked at. A remembered id under which Trakt names
        another IMDb id than `imdb_id` is looked up again.
        """
        summary, left_out = await self._summary(key, trakt_id, imdb_id)
        audience, degraded = await self._audience(key.kind, summary.ids.trakt, live=live)
        rating = Rating(summary.rating, summary.votes) if summary.rating and summary.votes else None
        facts = Facts(
            imdb_id=summary.ids.imdb,
            tvdb_id=summary.ids.tvdb,
            trakt_id=summary.ids.trakt,
            trakt_slug=summary.ids.slug,
            title=line(summary.title),
            overview=plain(summary.overview),
            runtime_minutes=summary.runtime,
            ratings={"trakt": rating} if rating else None,
            live_watchers=audience.live_watchers,
            total_watchers=audience.total_watchers,
            total_plays=audience.total_plays,
        )
        unread = unread_facts((*left_out, *degraded), FACTS_BY_FIELD) | (frozenset() if live else {"live_watchers"})
        return Fetched(facts, None, (*left_out, *degraded), unread, tmdb_origin(key))

    async def audience(self, kind: Kind, trakt_id: int) -> Facts:
        """Return total watchers and plays alone; raise SourceFailed when Trakt has none."""
        stats = (await self._client.get(f"/{PLURALS[kind]}/{trakt_id}/stats", STATS)).value
        if stats is None or stats.watchers is None:
            raise SourceFailed("trakt", Cause.WRONG_SHAPE, f"no watchers for {kind} {trakt_id}")
        return Facts(total_watchers=stats.watchers, total_plays=stats.plays)

    async def trending(self, kind: Kind, limit: int) -> tuple[tuple[TitleKey, int], ...]:
        """Return the titles watched most at this moment with their watchers; raise SourceFailed."""
        response = await self._client.get(f"/{PLURALS[kind]}/trending", TRENDING, {"limit": limit})
        results: list[tuple[TitleKey, int]] = []
        for entry in response.value or ():
            title = entry.movie if kind == "movie" else entry.show
            if title and title.ids.tmdb and entry.watchers is not None:
                results.append((TitleKey(kind, title.ids.tmdb), entry.watchers))
        return tuple(results)

    async def seasons(self, trakt_id: int) -> tuple[SeasonFacts, ...]:
        """Return every season with the ratings of its episodes, in one call; raises SourceFailed."""
        response = await self._client.get(
            f"/shows/{trakt_id}/seasons", SEASONS, {"extended": "full,episodes"}, max_bytes=EPISODES_MAX_BYTES
        )
        return tuple(season_facts(season) for season in response.value or ())

    async def season(self, trakt_id: int, number: int) -> SeasonFacts:
        """Return one season with the ratings of its episodes; raises SourceFailed."""
        path = f"/shows/{trakt_id}/seasons/{number}"
        response = await self._client.get(path, EPISODES, {"extended": "full"}, max_bytes=EPISODES_MAX_BYTES)
        return season_facts(TraktSeason(number=number, episodes=list(response.value or ())))

    async def _summary(
        self, key: TitleKey, trakt_id: int | None, imdb_id: str | None
    ) -> tuple[TraktTitle, tuple[str, ...]]:
        """Return a title, and what was left out of it."""
        lookup = await self._known(key, trakt_id) if trakt_id is not None else None
        if lookup is not None and lookup[0].ids.tmdb not in (key.tmdb_id, None):
            lookup = await self._search_instead(key)
        elif lookup is None or (imdb_id is not None and lookup[0].ids.imdb not in (imdb_id, None)):
            lookup = await self._search(key)
        summary, left_out = lookup
        if summary.rating is None:
            ratings = await self._client.get(f"/{PLURALS[key.kind]}/{summary.ids.trakt}/ratings", RATINGS)
            rating = (ratings.value.trakt or ratings.value) if ratings.value else None
            if rating is not None:
                summary = summary.model_copy(update={"rating": rating.rating, "votes": rating.votes})
            left_out = (*left_out, *ratings.degraded)
        return summary, left_out

    async def _known(self, key: TitleKey, trakt_id: int) -> tuple[TraktTitle, tuple[str, ...]] | None:
        """Return the title of a remembered id, or null when it is deleted there."""
        try:
            lookup = await self._client.get(f"/{PLURALS[key.kind]}/{trakt_id}", SUMMARY, {"extended": "full"})
        except SourceFailed as failed:
            if failed.cause is not Cause.NOT_FOUND:
                raise
            return None
        return None if lookup.value is None else (lookup.value, lookup.degraded)

    async def _search_instead(self, key: TitleKey) -> tuple[TraktTitle, tuple[str, ...]]:
        """Return the title by its TMDB number after the remembered id proved to be another title's."""
        try:
            return await self._search(key)
        except SourceFailed as failed:
            failed.disowned = True
            raise

    async def _search(self, key: TitleKey) -> tuple[TraktTitle, tuple[str, ...]]:
        results = await self._client.get(f"/search/tmdb/{key.tmdb_id}", FOUND, {"type": key.kind, "extended": "full"})
        summary = next(
            (title for entry in results.value or () if (title := entry.movie if key.kind == "movie" else entry.show)),
            None,
        )
        if summary is None:
            raise SourceFailed("trakt", Cause.NOT_FOUND, f"{key} is not lookup")
        if summary.ids.tmdb is not None and summary.ids.tmdb != key.tmdb_id:
            raise SourceFailed("trakt", Cause.NOT_FOUND, f"{key} is there a title with TMDB id {summary.ids.tmdb}")
        return summary, results.degraded

    async def _audience(self, kind: Kind, trakt_id: int, *, live: bool) -> tuple[Facts, tuple[str, ...]]:
        path = f"/{PLURALS[kind]}/{trakt_id}"
        stats, watching = await asyncio.gather(
            self._client.get(f"{path}/stats", STATS),
            self._client.get(f"{path}/watching", WATCHING) if live else _nothing(),
            return_exceptions=True,
        )
        if isinstance(stats, SourceFailed) and stats.cause in WAITING:
            raise stats
        degraded: list[str] = []
        facts = Facts()
        if isinstance(stats, BaseException):
            degraded.append(_reason("stats", stats))
        elif stats.value is not None:
            facts = Facts(total_watchers=stats.value.watchers, total_plays=stats.value.plays)
            degraded.extend(stats.degraded)
        if isinstance(watching, BaseException):
            degraded.append(_reason("watching", watching))
        elif watching is not None and watching.value is not None:
            facts = Facts(
                total_watchers=facts.total_watchers,
                total_plays=facts.total_plays,
                live_watchers=len(watching.value),
            )
        return facts, tuple(degraded)


async def _nothing() -> None:
    return None


def _reason(call: str, failure: BaseException) -> str:
    """Name a tolerated failure; anything but a provider's is not ours to tolerate."""
    if not isinstance(failure, SourceFailed):
        raise failure
    return f"{call}: {failure.cause.value}"
