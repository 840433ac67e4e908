"""TVMaze: when each episode airs, to the minute. https://www.tvmaze.com/api

`/lookup/shows` redirects to `/shows/{id}`: the id is read from the address, and the show is requested with its
episodes embedded. A show costs two calls, and one when its id is remembered.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import TypeAdapter

from ingestion.application.ports.providers import Fetched
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.seasons.episodes import SeasonFacts
from ingestion.domain.titles.facts import Facts
from ingestion.domain.titles.identity import Ids, imdb_origin, tvdb_origin
from ingestion.providers.calls.call_policy import EPISODES_MAX_BYTES
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.calls.responses import ProviderResponse
from ingestion.providers.parsing.lenient import (
    LENIENT,
)
from ingestion.providers.parsing.unread import unread_facts
from ingestion.providers.tvmaze.facts import FACTS_BY_FIELD, seasons, show_facts
from ingestion.providers.tvmaze.models import TvmazeEmbedded, TvmazeEpisode, TvmazeShow

_SHOW: Final = re.compile(r"/shows/(\d+)(?:[/?]|$)")


SHOW: Final = TypeAdapter(TvmazeShow)
EPISODES: Final = TypeAdapter(list[Annotated[TvmazeEpisode | None, LENIENT]])

ShowWithSeasons = tuple[Facts, tuple[SeasonFacts, ...]]


class TvmazeSource:
    """Calls TVMaze."""

    def __init__(self, client: ProviderClient) -> None:
        self._client = client

    async def show(self, *, remembered: int | None, ids: Ids, etags: Mapping[int, str]) -> Fetched[ShowWithSeasons]:
        """Return a show's facts and seasons, null inside when nothing changed; raises SourceFailed.

        A remembered id is requested first. When its show is deleted, or names another IMDb id, the show is looked up.
        """
        disowned = False
        if remembered is not None and ids.origins:
            try:
                response = await self._show(remembered, etags.get(remembered))
            except SourceFailed as failed:
                if failed.cause is not Cause.NOT_FOUND:
                    raise
            else:
                if not _is_another(response.value, ids):
                    return await self._fetched(remembered, response, ids.origins[0])
                disowned = True
        try:
            return await self._found(remembered if not disowned else None, ids, etags)
        except SourceFailed as failed:
            failed.disowned = disowned
            raise

    async def _found(self, deleted: int | None, ids: Ids, etags: Mapping[int, str]) -> Fetched[ShowWithSeasons]:
        """Return the show that a look-up leads to, unless that is the one that proved to be `deleted`."""
        show_id, origin = await self._look_up(ids)
        if show_id == deleted:
            raise SourceFailed("tvmaze", Cause.NOT_FOUND, f"show {show_id} can be looked up, but is not there")
        response = await self._show(show_id, etags.get(show_id))
        if origin != ids.origins[0] and _is_another(response.value, ids):
            raise SourceFailed("tvmaze", Cause.NOT_FOUND, f"show {show_id} has another IMDb id")
        return await self._fetched(show_id, response, origin)

    async def _fetched(
        self, tvmaze_id: int, response: ProviderResponse[TvmazeShow], origin: str
    ) -> Fetched[ShowWithSeasons]:
        if response.value is None:
            return Fetched(None, response.etag, origin=origin)
        show = response.value
        degraded = response.degraded
        if show.embedded is None or show.embedded.episodes is None:
            episodes, left_out = await self._episodes(tvmaze_id)
            show = show.model_copy(update={"embedded": TvmazeEmbedded(episodes=episodes)})
            degraded = (*degraded, *left_out)
        unread = unread_facts(degraded, FACTS_BY_FIELD)
        return Fetched((show_facts(show), seasons(show)), response.etag, degraded, unread, origin)

    async def _show(self, tvmaze_id: int, etag: str | None) -> ProviderResponse[TvmazeShow]:
        path = f"/shows/{tvmaze_id}"
        return await self._client.get(path, SHOW, {"embed": "episodes"}, etag=etag, max_bytes=EPISODES_MAX_BYTES)

    async def _episodes(self, tvmaze_id: int) -> tuple[list[TvmazeEpisode | None], tuple[str, ...]]:
        """Return the episodes when they were not embedded, and what could not be read of them."""
        try:
            path = f"/shows/{tvmaze_id}/episodes"
            listed = await self._client.get(path, EPISODES, max_bytes=EPISODES_MAX_BYTES)
        except SourceFailed as failed:
            if failed.cause is not Cause.NOT_FOUND:
                raise
            return [], ("episodes: not_found",)
        return list(listed.value or ()), listed.degraded

    async def _look_up(self, ids: Ids) -> tuple[int, str]:
        """Return the TVMaze id and the id that led to it: the IMDb id, or the TVDB id where that one is unknown."""
        if ids.imdb_id is not None:
            try:
                return await self._looked_up({"imdb": ids.imdb_id}), imdb_origin(ids.imdb_id)
            except SourceFailed as failed:
                if failed.cause is not Cause.NOT_FOUND or ids.tvdb_id is None:
                    raise
        if ids.tvdb_id is None:
            raise SourceFailed("tvmaze", Cause.NOT_FOUND, "the show has neither an IMDb nor a TVDB id")
        return await self._looked_up({"thetvdb": str(ids.tvdb_id)}), tvdb_origin(ids.tvdb_id)

    async def _looked_up(self, params: Mapping[str, str]) -> int:
        response = await self._client.get("/lookup/shows", SHOW, params, redirect=True)
        if response.value is not None:
            return response.value.id
        match = _SHOW.search(response.location or "")
        if match is None:
            raise SourceFailed("tvmaze", Cause.REDIRECTED, f"lookup leads to {response.location!r}")
        return int(match[1])


def _is_another(show: TvmazeShow | None, ids: Ids) -> bool:
    """Return whether a show's own IMDb id is another than the title's."""
    own = show.externals.imdb if show is not None and show.externals is not None else None
    return own is not None and ids.imdb_id is not None and own != ids.imdb_id
