"""What an entry of Trakt names: a movie, a show, a season or an episode, with their ids."""

from dataclasses import dataclass
from typing import Final

from library.domain.imports.rows import NO_IDS, ExternalIds, Kind
from library.domain.imports.values import (
    InvalidValue,
    Json,
    episode_of,
    id_of,
    imdb_of,
    season_of,
    title_of,
    year_of,
)

TARGETS: Final = ("movie", "show", "season", "episode")


@dataclass(frozen=True, slots=True)
class Target:
    """The title of an entry, and the part of a show that it names."""

    kind: Kind
    title: str
    year: int | None
    ids: ExternalIds
    season: int | None = None
    episode: int | None = None
    episode_title: str | None = None
    episode_ids: ExternalIds = NO_IDS


def target_of(entry: Json, this_year: int) -> Target:
    """Return what an entry names; raise InvalidValue when it names nothing."""
    if entry.has("movie"):
        return Target("movie", *_title(entry.at("movie"), this_year))
    if not entry.has("show"):
        raise InvalidValue("title_missing", "movie", "the entry has neither a movie nor a show")
    title, year, ids = _title(entry.at("show"), this_year)
    episode = entry.at("episode")
    if entry.has("episode"):
        return Target(
            "show",
            title,
            year,
            ids,
            season_of(episode.get("season"), "episode.season"),
            episode_of(episode.get("number"), "episode.number"),
            title_of(episode.get("title"), "episode.title"),
            ids_of(episode.at("ids")),
        )
    return Target("show", title, year, ids, season_of(entry.get("season", "number"), "season.number"))


def ids_of(ids: Json) -> ExternalIds:
    """Return the ids of an entry."""
    return ExternalIds(
        imdb=imdb_of(ids.get("imdb"), "ids.imdb"),
        tmdb=id_of(ids.get("tmdb"), "ids.tmdb"),
        tvdb=id_of(ids.get("tvdb"), "ids.tvdb"),
        trakt=id_of(ids.get("trakt"), "ids.trakt"),
    )


def _title(title: Json, this_year: int) -> tuple[str, int | None, ExternalIds]:
    name = title_of(title.get("title")) or ""
    return name, year_of(title.get("year"), "year", this_year), ids_of(title.at("ids"))
