"""Which episode a row of a matched show means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from library.domain.entries.progress import SPECIALS, EpisodeNumber
from library.domain.imports.rows import ImportRow
from library.domain.titles.details import EpisodeDetails
from library.domain.titles.names import match_name

Episodes = Mapping[EpisodeNumber, EpisodeDetails]
PlaceReason = Literal["episode_unconfirmed", "episode_unknown", "movie_has_no_episodes"]


@dataclass(frozen=True, slots=True)
class RowPlace:
    """The season and episode of a row; a reason is given when they are doubtful or unknown."""

    season: int | None = None
    episode: int | None = None
    reason: PlaceReason | None = None


def names_place(row: ImportRow) -> bool:
    """Return whether a row is about a season or an episode."""
    return row.season is not None or names_episode(row)


def names_episode(row: ImportRow) -> bool:
    """Return whether a row is about one episode."""
    return row.episode is not None or bool(row.episode_title) or row.episode_ids.tmdb is not None


def place_of(row: ImportRow, kind: str, episodes: Episodes) -> RowPlace:
    """Return the place of a row in a title: by TMDB's id of the episode, by numbers, or by the name of the episode.

    A number without a season counts through all regular seasons. A number that the show does not have, as far as it is
    known, is kept and doubtful: sources number episodes differently.
    """
    if not names_place(row):
        return RowPlace()
    if kind == "movie":
        return RowPlace(reason="movie_has_no_episodes")
    if row.episode_ids.tmdb is not None:
        places = [place for place, episode in episodes.items() if episode.source_id == row.episode_ids.tmdb]
        if len(places) == 1:
            return RowPlace(places[0].season, places[0].episode)
    if not names_episode(row):
        return RowPlace(row.season)
    if row.episode is not None:
        return _by_number(row.season, row.episode, episodes)
    return _by_name(row, episodes)


def regular(episodes: Episodes) -> list[EpisodeNumber]:
    """Return the regular episodes in order."""
    return sorted(place for place in episodes if place.season != SPECIALS)


def _by_number(season: int | None, episode: int, episodes: Episodes) -> RowPlace:
    if season is None:
        places = regular(episodes)
        if 1 <= episode <= len(places):
            return RowPlace(places[episode - 1].season, places[episode - 1].episode)
        return RowPlace(1, episode, "episode_unconfirmed")
    numbers = [place.episode for place in episodes if place.season == season]
    doubtful = season != SPECIALS and bool(episodes) and episode not in numbers
    return RowPlace(season, episode, "episode_unconfirmed" if doubtful else None)


def _by_name(row: ImportRow, episodes: Episodes) -> RowPlace:
    name = match_name(row.episode_title or "")
    places = [
        place
        for place, episode in episodes.items()
        if row.season in (None, place.season) and episode.name and match_name(episode.name) == name
    ]
    if not places and row.season is not None:
        # Services number seasons differently: a name that only one episode of the show has is enough.
        places = [place for place, episode in episodes.items() if episode.name and match_name(episode.name) == name]
    if name and len(places) == 1:
        return RowPlace(places[0].season, places[0].episode)
    return RowPlace(row.season, None, "episode_unknown")
