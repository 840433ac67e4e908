"""TVMaze: when each episode airs, to the minute. https://www.tvmaze.com/api

`/lookup/shows` redirects to `/shows/{id}`: the id is read from the address, and the show is asked for with its
episodes embedded, so a show costs two calls, one once its id is known.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AwareDatetime, Field, TypeAdapter

from ingestion.application.ports.providers import Fetched
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.seasons.airing import has_aired
from ingestion.domain.seasons.episodes import EpisodeFacts, Numbering, SeasonFacts
from ingestion.domain.titles.facts import Facts, Rating
from ingestion.domain.titles.identity import Ids, imdb_origin, tvdb_origin
from ingestion.infrastructure.providers.client import ProviderClient, Reply
from ingestion.infrastructure.providers.markup import line, plain
from ingestion.infrastructure.providers.policy import EPISODES_MAX_BYTES
from ingestion.infrastructure.providers.reading import (
    SOFT,
    Day,
    Id,
    Items,
    Number,
    OptionalId,
    Positive,
    Said,
    Score,
    Text,
    Whole,
)
from ingestion.infrastructure.providers.unread import unread_facts

_SHOW: Final = re.compile(r"/shows/(\d+)(?:[/?]|$)")


class Externals(Said):
    """Ids elsewhere."""

    thetvdb: OptionalId = None
    imdb: Text = None


class Average(Said):
    """A rating without a count of votes."""

    average: Score = None


class EpisodeSaid(Said):
    """An episode; specials have no number."""

    id: Id
    season: Number
    number: Whole = None
    name: Text = None
    airdate: Day = None
    airtime: Text = None
    airstamp: Annotated[AwareDatetime | None, SOFT] = None
    runtime: Positive = None
    rating: Annotated[Average | None, SOFT] = None
    summary: Text = None


class Embedded(Said):
    """What was embedded."""

    episodes: Items[EpisodeSaid] = None


class ShowSaid(Said):
    """`/shows/{id}`."""

    id: Id
    name: Text = None
    premiered: Day = None
    ended: Day = None
    runtime: Positive = None
    average_runtime: Positive = Field(default=None, alias="averageRuntime")
    summary: Text = None
    externals: Annotated[Externals | None, SOFT] = None
    embedded: Annotated[Embedded | None, SOFT] = Field(default=None, alias="_embedded")


SHOW: Final = TypeAdapter(ShowSaid)

_AIRINGS: Final = ("last_air_date", "next_air_date")
UNREAD: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("title",),
    "summary": ("overview",),
    "premiered": ("release_date",),
    "runtime": ("runtime_minutes",),
    "average_runtime": ("runtime_minutes",),
    "externals": ("imdb_id", "tvdb_id"),
    "imdb": ("imdb_id",),
    "thetvdb": ("tvdb_id",),
    **dict.fromkeys(("embedded", "episodes", "item", "airdate", "season", "number"), _AIRINGS),
}
"""The facts that are missing when a field of the response could not be read."""
EPISODES: Final = TypeAdapter(list[Annotated[EpisodeSaid | None, SOFT]])

TvmazeShow = tuple[Facts, tuple[SeasonFacts, ...]]


class TvmazeSource:
    """Asks TVMaze."""

    def __init__(self, client: ProviderClient) -> None:
        self._client = client

    async def show(self, *, remembered: int | None, ids: Ids, etags: Mapping[int, str]) -> Fetched[TvmazeShow]:
        """Return a show's facts and seasons, null inside when nothing changed; raises SourceFailed.

        A remembered id is asked for first. When its show is deleted, or names another IMDb id, the show is looked up.
        """
        disowned = False
        if remembered is not None and ids.origins:
            try:
                reply = await self._show(remembered, etags.get(remembered))
            except SourceFailed as failed:
                if failed.cause is not Cause.NOT_FOUND:
                    raise
            else:
                if not _is_another(reply.value, ids):
                    return await self._fetched(remembered, reply, ids.origins[0])
                disowned = True
        try:
            return await self._found(remembered if not disowned else None, ids, etags)
        except SourceFailed as failed:
            failed.disowned = disowned
            raise

    async def _found(self, deleted: int | None, ids: Ids, etags: Mapping[int, str]) -> Fetched[TvmazeShow]:
        """Return the show that a look-up leads to, unless that is the one that proved to be `deleted`."""
        found, origin = await self._look_up(ids)
        if found == deleted:
            raise SourceFailed("tvmaze", Cause.NOT_FOUND, f"show {found} can be looked up, but is not there")
        reply = await self._show(found, etags.get(found))
        if origin != ids.origins[0] and _is_another(reply.value, ids):
            raise SourceFailed("tvmaze", Cause.NOT_FOUND, f"show {found} has another IMDb id")
        return await self._fetched(found, reply, origin)

    async def _fetched(self, tvmaze_id: int, reply: Reply[ShowSaid], origin: str) -> Fetched[TvmazeShow]:
        if reply.value is None:
            return Fetched(None, reply.etag, origin=origin)
        show = reply.value
        degraded = reply.degraded
        if show.embedded is None or show.embedded.episodes is None:
            episodes, left_out = await self._episodes(tvmaze_id)
            show = show.model_copy(update={"embedded": Embedded(episodes=episodes)})
            degraded = (*degraded, *left_out)
        unread = unread_facts(degraded, UNREAD)
        return Fetched((show_facts(show), seasons(show)), reply.etag, degraded, unread, origin)

    async def _show(self, tvmaze_id: int, etag: str | None) -> Reply[ShowSaid]:
        path = f"/shows/{tvmaze_id}"
        return await self._client.get(path, SHOW, {"embed": "episodes"}, etag=etag, max_bytes=EPISODES_MAX_BYTES)

    async def _episodes(self, tvmaze_id: int) -> tuple[list[EpisodeSaid | None], tuple[str, ...]]:
        """Give the episodes where they were not embedded, and what could not be read or got of them."""
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
        reply = await self._client.get("/lookup/shows", SHOW, params, redirect=True)
        if reply.value is not None:
            return reply.value.id
        found = _SHOW.search(reply.location or "")
        if found is None:
            raise SourceFailed("tvmaze", Cause.REDIRECTED, f"lookup leads to {reply.location!r}")
        return int(found[1])


def _is_another(said: ShowSaid | None, ids: Ids) -> bool:
    """Return whether a show's own IMDb id is another than the title's."""
    own = said.externals.imdb if said is not None and said.externals is not None else None
    return own is not None and ids.imdb_id is not None and own != ids.imdb_id


def show_facts(said: ShowSaid) -> Facts:
    """Return a show's facts; an episode of today is the last one when it has aired, else the next one."""
    now = datetime.now(UTC)
    dated = [(each.airdate, has_aired(each.airdate, _instant(each), now)) for each in _regular(said) if each.airdate]
    return Facts(
        tvmaze_id=said.id,
        imdb_id=said.externals.imdb if said.externals else None,
        tvdb_id=said.externals.thetvdb if said.externals else None,
        title=line(said.name),
        overview=plain(said.summary),
        release_date=said.premiered,
        runtime_minutes=said.runtime or said.average_runtime,
        last_air_date=max((day for day, aired in dated if aired), default=None),
        next_air_date=min((day for day, aired in dated if not aired), default=None),
    )


def seasons(said: ShowSaid) -> tuple[SeasonFacts, ...]:
    """Give the seasons by TVMaze's numbering; specials without a number are left out."""
    by_season: dict[int, list[EpisodeFacts]] = defaultdict(list)
    for each in _regular(said):
        by_season[each.season].append(episode_facts(each))
    return tuple(SeasonFacts(number=number, episodes=tuple(by_season[number])) for number in sorted(by_season))


def episode_facts(said: EpisodeSaid) -> EpisodeFacts:
    """Return an episode's facts; without an air time the stamp is invented, and only the day counts."""
    average = said.rating.average if said.rating else None
    return EpisodeFacts(
        numbering=Numbering(said.season, said.number or 0, said.id),
        title=line(said.name),
        overview=plain(said.summary),
        air_date=said.airdate,
        airs_at=_instant(said),
        runtime_minutes=said.runtime,
        rating=Rating(average) if average else None,
    )


def _instant(said: EpisodeSaid) -> datetime | None:
    return said.airstamp.astimezone(UTC) if said.airstamp and said.airtime else None


def _regular(said: ShowSaid) -> list[EpisodeSaid]:
    listed = said.embedded.episodes if said.embedded else None
    return [each for each in listed or () if each and each.number is not None]
