"""Conversion of TVMaze responses to facts."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from ingestion.domain.seasons.airing import has_aired
from ingestion.domain.seasons.episodes import EpisodeFacts, Numbering, SeasonFacts
from ingestion.domain.titles.facts import Facts, Rating
from ingestion.providers.parsing.markup import line, plain
from ingestion.providers.tvmaze.models import TvmazeEpisode, TvmazeShow

_AIRINGS: Final = ("last_air_date", "next_air_date")
FACTS_BY_FIELD: Final[Mapping[str, tuple[str, ...]]] = {
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


def show_facts(show: TvmazeShow) -> Facts:
    """Return a show's facts; an episode of today is the last one when it has aired, else the next one."""
    now = datetime.now(UTC)
    dated = [
        (episode.airdate, has_aired(episode.airdate, _instant(episode), now))
        for episode in _regular(show)
        if episode.airdate
    ]
    return Facts(
        tvmaze_id=show.id,
        imdb_id=show.externals.imdb if show.externals else None,
        tvdb_id=show.externals.thetvdb if show.externals else None,
        title=line(show.name),
        overview=plain(show.summary),
        release_date=show.premiered,
        runtime_minutes=show.runtime or show.average_runtime,
        last_air_date=max((day for day, aired in dated if aired), default=None),
        next_air_date=min((day for day, aired in dated if not aired), default=None),
    )


def seasons(show: TvmazeShow) -> tuple[SeasonFacts, ...]:
    """Return the seasons by TVMaze's numbering; specials without a number are left out."""
    by_season: dict[int, list[EpisodeFacts]] = defaultdict(list)
    for episode in _regular(show):
        by_season[episode.season].append(episode_facts(episode))
    return tuple(SeasonFacts(number=number, episodes=tuple(by_season[number])) for number in sorted(by_season))


def episode_facts(episode: TvmazeEpisode) -> EpisodeFacts:
    """Return an episode's facts; without an air time the stamp is invented, and only the day counts."""
    average = episode.rating.average if episode.rating else None
    return EpisodeFacts(
        numbering=Numbering(episode.season, episode.number or 0, episode.id),
        title=line(episode.name),
        overview=plain(episode.summary),
        air_date=episode.airdate,
        airs_at=_instant(episode),
        runtime_minutes=episode.runtime,
        rating=Rating(average) if average else None,
    )


def _instant(episode: TvmazeEpisode) -> datetime | None:
    return episode.airstamp.astimezone(UTC) if episode.airstamp and episode.airtime else None


def _regular(show: TvmazeShow) -> list[TvmazeEpisode]:
    listed = show.embedded.episodes if show.embedded else None
    return [episode for episode in listed or () if episode and episode.number is not None]
