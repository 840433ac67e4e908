"""One row of the documented schema: its fields by name, and what they state."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from library.domain.imports.limits import (
    LARGEST_EPISODE,
    LONGEST_LIST_NAME,
    LONGEST_NOTE,
    LONGEST_TAG,
    MOST_PLAYS_OF_ROW,
    MOST_TAGS,
)
from library.domain.imports.options import ImportOptions
from library.domain.imports.rows import (
    Action,
    ExternalIds,
    ImportRow,
    Kind,
    ListMember,
    Mark,
    MarkedState,
    Note,
    Play,
    Position,
    Rating,
    SeenUntil,
    Tags,
)
from library.domain.imports.text.dates import DateReader
from library.domain.imports.text.languages import MOVIES, SHOWS, column_name
from library.domain.imports.values import (
    InvalidValue,
    cut,
    episode_of,
    filled,
    id_of,
    imdb_of,
    is_true,
    rating_of,
    season_of,
    text_of,
    title_of,
    uuid_of,
    whole,
    year_of,
)

STATES: Final[Mapping[str, MarkedState]] = {
    "planned": "planned",
    "plantowatch": "planned",
    "planning": "planned",
    "watching": "watching",
    "inprogress": "watching",
    "completed": "completed",
    "complete": "completed",
    "watched": "completed",
    "paused": "paused",
    "onhold": "paused",
    "dropped": "dropped",
}
_SEEN_UNTIL: Final = re.compile(r"(?:S?(\d{1,4})\s*[xE:])?\s*(\d{1,5})", re.IGNORECASE)

Get = Callable[..., str]
"""Returns the first filled one of several fields."""


@dataclass(frozen=True, slots=True)
class Schema:
    """How a file is read: the order of its dates, the year for which a release may be announced, and the choices."""

    dates: DateReader
    this_year: int
    options: ImportOptions


def row_of(get: Get, schema: Schema, position: Position) -> ImportRow:
    """Return the row that the fields state; raise InvalidValue when they state nothing about a title."""
    actions = tuple(actions_of(get, schema))
    if not actions and schema.options.default_state is None:
        raise InvalidValue(
            "nothing_to_import", "row", "the row states nothing about its title: no play, state or rating"
        )
    season = season_of(get("season", "seasonnumber"))
    return ImportRow(
        position,
        title_of(get("title", "name", "showtitle", "movietitle")) or "",
        actions,
        kind=_kind(get, season),
        year=year_of(get("year", "releaseyear", "releasedate"), "year", schema.this_year),
        ids=ExternalIds(
            marquee=uuid_of(get("mediaid"), "mediaId"),
            imdb=imdb_of(get("imdbid", "imdb", "const")),
            tmdb=id_of(get("tmdbid", "tmdb"), "tmdbId"),
            tvdb=id_of(get("tvdbid", "tvdb"), "tvdbId"),
            trakt=id_of(get("traktid", "trakt"), "traktId"),
            simkl=id_of(get("simklid", "simkl"), "simklId"),
            mal=id_of(get("malid", "mal"), "malId"),
        ),
        original_title=title_of(get("originaltitle"), "originalTitle"),
        season=season,
        episode=episode_of(get("episode", "episodenumber")),
        episode_title=title_of(get("episodetitle", "episodename"), "episodeTitle"),
    )


def actions_of(get: Get, schema: Schema) -> Iterator[Action]:
    """Yield what the fields state about their title."""
    yield from _plays(get, schema)
    yield from _states(get, schema)
    yield from _remarks(get, schema)
    name = cut(title_of(get("list", "listname"), "list"), LONGEST_LIST_NAME)
    position = whole(get("listposition"), "listPosition", 0, 1_000_000)
    if name:
        yield ListMember(name, position, schema.dates.moment(get("listedat"), "listedAt"))
    if is_true(get("watchlist")):
        yield ListMember(None, None if name else position, schema.dates.moment(get("listedat"), "listedAt"))


def _plays(get: Get, schema: Schema) -> Iterator[Action]:
    watched = schema.dates.moment(get("watchedat", "watcheddate", "datewatched", "lastwatchedat"), "watchedAt")
    plays = whole(get("plays", "playcount"), "plays", 0, MOST_PLAYS_OF_ROW)
    if watched.at is not None or plays:
        yield Play(watched, count=plays or 1, rewatch=is_true(get("rewatch")), total=bool(plays))
    elif is_true(get("watched", "seen")):
        yield Play(total=True)


def _states(get: Get, schema: Schema) -> Iterator[Action]:
    text = filled(get("state", "status"))
    if text:
        state = STATES.get(column_name(text))
        if state is None:
            allowed = "planned, watching, completed, paused or dropped"
            raise InvalidValue("invalid_state", "state", f"state must be {allowed}, not {cut(text, 40)!r}")
        yield Mark(state, schema.dates.moment(get("stateat"), "stateAt"))
    until = filled(get("seenuntil", "progress"))
    if until:
        match = _SEEN_UNTIL.fullmatch(until)
        if match is None:
            raise InvalidValue("invalid_episode", "seenUntil", "seenUntil must be an episode such as 2x05 or 14")
        season = season_of(match.group(1), "seenUntil")
        episode = whole(match.group(2), "seenUntil", 0, LARGEST_EPISODE)
        if episode:
            yield SeenUntil(season, episode)


def _remarks(get: Get, schema: Schema) -> Iterator[Action]:
    rated = schema.dates.moment(get("ratedat", "daterated"), "ratedAt")
    for field, highest in (("rating", schema.options.rating_scale or 100), ("rating10", 10), ("rating5", 5)):
        rating = rating_of(get(field), field, highest)
        if rating is not None:
            yield Rating(rating, rated)
            break
    note = cut(text_of(get("notes", "note", "review", "comment")), LONGEST_NOTE)
    if note:
        yield Note(note, schema.dates.moment(get("notedat"), "notedAt"), spoilers=is_true(get("spoilers")))
    parts = re.split(r"[|,;]", get("tags"))
    tags = tuple(dict.fromkeys(tag for part in parts if (tag := cut(text_of(part), LONGEST_TAG))))
    if tags:
        yield Tags(tags[:MOST_TAGS])


def _kind(get: Get, season: int | None) -> Kind | None:
    text = filled(get("type", "kind", "mediatype", "titletype"))
    name = column_name(text or "")
    if name in MOVIES:
        return "movie"
    if name in SHOWS or name in {"season", "episode", "tvepisode"} or (text is None and season is not None):
        return "show"
    if text is None:
        return None
    raise InvalidValue("invalid_kind", "type", f"type must be movie or show, not {cut(text, 40)!r}")
