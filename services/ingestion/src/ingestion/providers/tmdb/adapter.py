"""TMDB v3: titles with everything appended to one call, seasons, lists, the change feed, search by IMDb id."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from pydantic import TypeAdapter

from ingestion.application.ports.providers import Fetched, ListedTitle
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.lists.pages import Listed, ListPage
from ingestion.domain.seasons.episodes import SeasonFacts
from ingestion.domain.titles.facts import Facts, Kind, Offers, TitleKey
from ingestion.providers.calls.call_policy import EPISODES_MAX_BYTES
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.calls.responses import ProviderResponse
from ingestion.providers.locale import Locale
from ingestion.providers.parsing.unread import unread_facts
from ingestion.providers.tmdb.episode_texts import EpisodeTexts
from ingestion.providers.tmdb.facts import (
    DIGITAL,
    FACTS_BY_FIELD,
    THEATRICAL,
    movie_facts,
    offers_by_region,
    rating_of,
    season_facts,
    show_facts,
    without_failed_blocks,
)
from ingestion.providers.tmdb.genre_names import GenreNames
from ingestion.providers.tmdb.list_models import (
    TmdbFindResult,
    TmdbFoundTitle,
    TmdbPage,
    TmdbSearchPage,
    TmdbStatistics,
)
from ingestion.providers.tmdb.models import TmdbMovie, TmdbSeason, TmdbShow, WatchProviders

logger = logging.getLogger(__name__)

MOVIE: Final = TypeAdapter(TmdbMovie)
SHOW: Final = TypeAdapter(TmdbShow)
SEASON: Final = TypeAdapter(TmdbSeason)
PAGE: Final = TypeAdapter(TmdbPage)
FOUND: Final = TypeAdapter(TmdbFindResult)
OFFERS: Final = TypeAdapter(WatchProviders)
SEARCHED: Final = TypeAdapter(TmdbSearchPage)
STATISTICS: Final = TypeAdapter(TmdbStatistics)

PATHS: Final[Mapping[Kind, str]] = {"movie": "movie", "show": "tv"}
MOVIE_BLOCKS: Final = "credits,videos,release_dates,watch/providers,external_ids,translations,keywords"
SHOW_BLOCKS: Final = "aggregate_credits,videos,content_ratings,watch/providers,external_ids,translations,keywords"


class TmdbSource:
    """Calls TMDB."""

    def __init__(self, client: ProviderClient, locale: Locale) -> None:
        self._client = client
        self._locale = locale
        self._genre_names = GenreNames(client, locale)
        self._episode_texts = EpisodeTexts(client, locale)

    async def title(self, key: TitleKey, etag: str | None) -> Fetched[Facts]:
        """Return a title's facts, null inside when nothing changed since `etag`; raise SourceFailed."""
        params = {
            "language": self._locale.language,
            "include_video_language": ",".join((*self._locale.languages, "null")),
        }
        if key.kind == "movie":
            movie = await self._client.get(
                f"/movie/{key.tmdb_id}", MOVIE, {**params, "append_to_response": MOVIE_BLOCKS}, etag=etag
            )
            if movie.value is None:
                return Fetched(None, movie.etag)
            movie_record, failed = without_failed_blocks(movie.value)
            facts = await self._with_genre_names(key.kind, movie_facts(movie_record, self._locale))
            return self._fetched(key, movie, facts, failed)
        show = await self._client.get(
            f"/tv/{key.tmdb_id}", SHOW, {**params, "append_to_response": SHOW_BLOCKS}, etag=etag
        )
        if show.value is None:
            return Fetched(None, show.etag)
        record, failed = without_failed_blocks(show.value)
        facts = await self._with_genre_names(key.kind, show_facts(record, self._locale))
        return self._fetched(key, show, facts, failed)

    async def statistics(self, key: TitleKey) -> Facts:
        """Return a title's popularity of today and its rating alone; raise SourceFailed."""
        path = f"/{PATHS[key.kind]}/{key.tmdb_id}"
        stated = (await self._client.get(path, STATISTICS, {"language": self._locale.language})).value
        if stated is None:
            return Facts()
        rating = rating_of(stated.vote_average, stated.vote_count)
        return Facts(popularity=stated.popularity, ratings={"tmdb": rating} if rating else None)

    async def offers(self, key: TitleKey) -> Fetched[Mapping[str, Offers]]:
        """Return the offers of a title by region; raise SourceFailed.

        A response that could not be read in full is rejected: what is missing from it would count as withdrawn.
        """
        response = await self._client.get(f"/{PATHS[key.kind]}/{key.tmdb_id}/watch/providers", OFFERS)
        entries = offers_by_region(response.value, self._locale.regions) if response.value else None
        if entries is None:
            raise SourceFailed("tmdb", Cause.WRONG_SHAPE, f"the offers of {key} have no results")
        if response.degraded:
            raise SourceFailed("tmdb", Cause.WRONG_SHAPE, f"the offers of {key}: {'; '.join(response.degraded)}")
        return Fetched(entries, response.etag)

    async def season(self, show_id: int, number: int, etag: str | None) -> Fetched[SeasonFacts]:
        """Return a season with its episodes, in further languages too if any are configured; raises SourceFailed.

        A language that fails makes the response a degraded one: the season is requested again.
        """
        response = await self._client.get(
            f"/tv/{show_id}/season/{number}",
            SEASON,
            {"language": self._locale.language, "append_to_response": "translations"},
            etag=etag,
            max_bytes=EPISODES_MAX_BYTES,
        )
        facts = season_facts(response.value, self._locale) if response.value else None
        texts = response.value.translations if response.value else None
        degraded = (*response.degraded, *(("translations: error in the response",) if texts and texts.failed else ()))
        if facts is not None and self._locale.episode_languages:
            facts, failures = await self._episode_texts.added_to(show_id, facts)
            degraded += failures
        return Fetched(facts, response.etag, degraded)

    async def trending(self, kind: Kind, page: int) -> ListPage:
        """Return a page of the day's trending titles of one kind."""
        return await self._page(kind, f"/trending/{PATHS[kind]}/day", page, {"language": self._locale.language})

    async def now_playing(self, region: str, page: int) -> ListPage:
        """Return a page of the movies in a region's cinemas."""
        return await self._page("movie", "/movie/now_playing", page, {"region": region})

    async def released(self, region: str, since: date, until: date, *, digital: bool, page: int) -> ListPage:
        """Return a page of the movies released in a region in cinemas, or digitally, between two days."""
        params = {
            "region": region,
            "sort_by": "primary_release_date.desc",
            "release_date.gte": since.isoformat(),
            "release_date.lte": until.isoformat(),
            "with_release_type": str(DIGITAL if digital else THEATRICAL),
        }
        return await self._page("movie", "/discover/movie", page, params)

    async def changes(self, kind: Kind, since: date, until: date, page: int) -> ListPage:
        """Return a page of the titles changed between two days (TMDB keeps 14 days)."""
        params = {"start_date": since.isoformat(), "end_date": until.isoformat()}
        return await self._page(kind, f"/{PATHS[kind]}/changes", page, params)

    async def successor(self, kind: Kind, imdb_id: str) -> TitleKey | None:
        """Return the title that TMDB has for an IMDb id today; None when there is none."""
        return await self._by_id(kind, imdb_id, "imdb_id")

    async def by_tvdb(self, kind: Kind, tvdb_id: int) -> TitleKey | None:
        """Return the title that TMDB has for a TVDB id; None when there is none."""
        return await self._by_id(kind, str(tvdb_id), "tvdb_id")

    async def _by_id(self, kind: Kind, value: str, source: str) -> TitleKey | None:
        response = await self._client.get(f"/find/{value}", FOUND, {"external_source": source})
        if response.value is None:
            return None
        entries = response.value.movie_results if kind == "movie" else response.value.tv_results
        return next((TitleKey(kind, entry.id) for entry in entries or () if entry and entry.id is not None), None)

    async def search(self, text: str, language: str | None) -> Sequence[ListedTitle]:
        """Return the movies and shows whose names match a text best; raise SourceFailed."""
        params = {"query": text, "language": language or self._locale.language, "include_adult": "false", "page": "1"}
        response = await self._client.get("/search/multi", SEARCHED, params)
        results = response.value.results if response.value else None
        if results is None:
            raise SourceFailed("tmdb", Cause.WRONG_SHAPE, "/search/multi has no results")
        titles = [listed_title(result) for result in results if result is not None]
        return [title for title in titles if title is not None]

    async def _with_genre_names(self, kind: Kind, facts: Facts) -> Facts:
        """Return the facts with the names of their genres in every kept language."""
        if not facts.genres:
            return facts
        genres = [
            replace(genre, names=await self._genre_names.of(kind, genre.tmdb_id, genre.name)) for genre in facts.genres
        ]
        return replace(facts, genres=tuple(genres))

    async def _page(self, kind: Kind, path: str, page: int, params: Mapping[str, str]) -> ListPage:
        response = await self._client.get(path, PAGE, {**params, "page": page})
        if response.value is None:
            raise SourceFailed("tmdb", Cause.WRONG_SHAPE, f"{path} has no body")
        if response.value.results and all(entry.id is None for entry in response.value.results):
            raise SourceFailed("tmdb", Cause.WRONG_SHAPE, f"{path}: {'; '.join(response.degraded)}")
        if response.degraded:
            logger.warning("list not read in full", extra={"path": path, "reasons": "; ".join(response.degraded)})
        return list_page(kind, response.value)

    def _fetched(
        self,
        key: TitleKey,
        response: ProviderResponse[TmdbMovie] | ProviderResponse[TmdbShow],
        facts: Facts,
        failed: frozenset[str],
    ) -> Fetched[Facts]:
        if response.value is not None and response.value.id != key.tmdb_id:
            raise SourceFailed("tmdb", Cause.WRONG_SHAPE, f"requested {key}, received id {response.value.id}")
        if facts.title is None and facts.original_title is None:
            raise SourceFailed("tmdb", Cause.WRONG_SHAPE, f"{key} has no title in any language")
        degraded = (*response.degraded, *(("blocks: error in the response",) if failed else ()))
        return Fetched(facts, response.etag, degraded, failed | unread_facts(response.degraded, FACTS_BY_FIELD))


def list_page(kind: Kind, page: TmdbPage) -> ListPage:
    """Return a page without the entries of other kinds."""
    media_types = {PATHS[kind], None}
    items = tuple(
        Listed(TitleKey(kind, entry.id), entry.popularity)
        for entry in page.results
        if entry.id is not None and entry.media_type in media_types
    )
    return ListPage(page.page, items, len(page.results), page.total_pages, page.total_results)


def listed_title(result: TmdbFoundTitle) -> ListedTitle | None:
    """Return a result of a search; null for a person and for what has neither a number nor a name."""
    kind = next((kind for kind, path in PATHS.items() if path == result.media_type), None)
    name = result.title or result.name or result.original_title or result.original_name
    if kind is None or result.id is None or name is None:
        return None
    released = result.release_date or result.first_air_date
    return ListedTitle(
        key=TitleKey(kind, result.id),
        title=name,
        original_title=result.original_title or result.original_name,
        year=released.year if released else None,
        poster_path=result.poster_path,
        rating=result.vote_average if result.vote_count else None,
    )
