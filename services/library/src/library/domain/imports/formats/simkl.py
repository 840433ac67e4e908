"""The backup of Simkl as JSON or CSV."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from library.domain.imports.collector import UNUSED_FILE, Collector
from library.domain.imports.formats.reader import FormatReader
from library.domain.imports.limits import LONGEST_NOTE
from library.domain.imports.rows import (
    Action,
    ExternalIds,
    ImportRow,
    Kind,
    Mark,
    MarkedState,
    Moment,
    Note,
    Play,
    Position,
    Rating,
    SeenUntil,
)
from library.domain.imports.text.dates import DateReader, order_of
from library.domain.imports.text.documents import Document
from library.domain.imports.text.languages import column_name
from library.domain.imports.text.tables import Record
from library.domain.imports.values import (
    InvalidValue,
    Json,
    cut,
    episode_of,
    filled,
    id_of,
    imdb_of,
    rating_of,
    season_of,
    text_of,
    title_of,
    year_of,
)

_HIGHEST: Final = 10
_SECTIONS: Final[Mapping[str, Kind]] = {"movies": "movie", "shows": "show", "anime": "show"}
_STATES: Final[Mapping[str, MarkedState]] = {
    "watching": "watching",
    "completed": "completed",
    "plantowatch": "planned",
    "hold": "paused",
    "onhold": "paused",
    "dropped": "dropped",
    "notinteresting": "dropped",
}
_EPISODE: Final = re.compile(r"(?:S(\d{1,4}))?\s*E?(\d{1,5})", re.IGNORECASE)


def _is_backup(document: Document) -> bool:
    value = Json(document.json)
    entries = [entry for section in _SECTIONS for entry in value.items(section)[:1]]
    return bool(entries) and all(entry.has("status") and (entry.has("show") or entry.has("movie")) for entry in entries)


def _recognises(document: Document) -> bool:
    if document.is_json:
        return _is_backup(document)
    return document.table.has("simklid", "watchlist", "lastepwatched")


def _read(documents: Sequence[Document], now: datetime, collector: Collector) -> None:
    for document in documents:
        if not _recognises(document):
            collector.ignore(document.label, UNUSED_FILE)
        elif document.is_json:
            value = Json(document.json)
            entries = [(kind, entry.value) for name, kind in _SECTIONS.items() for entry in value.items(name)]
            for number, (kind, entry) in enumerate(entries, 1):
                collector.entry(document, number, entry, partial(_entry, kind, DateReader(now), now.year))
        else:
            order = order_of(document.table.column("watcheddate"), now, "en")
            collector.records(document, partial(_record, DateReader(now, order.order), now.year))
        document.forget()


def _entry(kind: Kind, dates: DateReader, this_year: int, entry: Json, position: Position) -> Iterator[ImportRow]:
    title = entry.at("movie") if entry.has("movie") else entry.at("show")
    # Simkl has all anime in one section, movies among them.
    kind = "movie" if entry.get("anime_type") == "movie" else kind
    last = dates.moment(entry.get("last_watched_at"), "last_watched_at")
    episodes = list(_episodes(dates, entry))
    state = _state(entry.get("status"))
    memo = entry.get("memo", "text") if entry.has("memo") and isinstance(entry.get("memo"), dict) else entry.get("memo")
    row = ImportRow(
        position,
        title_of(title.get("title")) or "",
        (
            *_seen(kind, state, last, None if episodes else entry.get("last_watched")),
            *_remarks(
                rating_of(entry.get("user_rating"), "user_rating", _HIGHEST),
                dates.moment(entry.get("user_rated_at"), "user_rated_at"),
                memo,
            ),
        ),
        kind=kind,
        year=year_of(title.get("year"), "year", this_year),
        ids=_ids(title.at("ids")),
    )
    yield row
    for season, episode, watched in episodes:
        play = Play(watched, total=True)
        yield ImportRow(
            position, row.title, (play,), kind=kind, year=row.year, ids=row.ids, season=season, episode=episode
        )


def _episodes(dates: DateReader, entry: Json) -> Iterator[tuple[int | None, int | None, Moment]]:
    for season in entry.items("seasons"):
        for episode in season.items("episodes"):
            watched = dates.moment(episode.get("watched_at"), "episodes.watched_at")
            number = episode_of(episode.get("number"), "episodes.number")
            if number is None:
                raise InvalidValue("episode_missing", "episodes.number", "episodes.number must not be empty")
            yield season_of(season.get("number"), "seasons.number"), number, watched


def _record(dates: DateReader, this_year: int, record: Record, position: Position) -> Iterable[ImportRow]:
    kind: Kind = "movie" if column_name(record.get("type")).startswith("movie") else "show"
    watched = dates.moment(record.get("watcheddate"), "WatchedDate")
    rating = rating_of(record.get("rating"), "Rating", _HIGHEST)
    yield ImportRow(
        position,
        title_of(record.get("title"), "Title") or "",
        (
            *_seen(kind, _state(record.get("watchlist")), watched, record.get("lastepwatched")),
            *_remarks(rating, Moment("unknown"), record.get("memo")),
        ),
        kind=kind,
        year=year_of(record.get("year"), "Year", this_year),
        ids=ExternalIds(
            simkl=id_of(record.get("simklid"), "SIMKL_ID"),
            imdb=imdb_of(record.get("imdb"), "IMDB"),
            tmdb=id_of(record.get("tmdb"), "TMDB"),
            tvdb=id_of(record.get("tvdb"), "TVDB"),
            mal=id_of(record.get("mal"), "MAL"),
        ),
    )


def _seen(kind: Kind, state: MarkedState | None, last: Moment, last_episode: object) -> Iterator[Action]:
    """Yield what a status and the last episode state: a completed movie is a play, a completed show is not."""
    if kind == "movie" and state == "completed":
        yield Play(last, total=True)
    elif state:
        yield Mark(state, last)
    text = filled(last_episode)
    if text is None or kind == "movie":
        return
    match = _EPISODE.fullmatch(text)
    if match is None:
        raise InvalidValue("invalid_episode", "LastEpWatched", "LastEpWatched must be an episode such as S01E05")
    episode = int(match.group(2))
    if episode:
        yield SeenUntil(int(match.group(1)) if match.group(1) else None, episode, last)


def _remarks(rating: int | None, rated: Moment, memo: object) -> Iterator[Action]:
    if rating is not None:
        yield Rating(rating, rated)
    text = cut(text_of(memo), LONGEST_NOTE)
    if text:
        yield Note(text)


def _state(value: object) -> MarkedState | None:
    name = column_name(filled(value) or "")
    if name and name not in _STATES:
        raise InvalidValue("invalid_state", "status", f"status must be one of {', '.join(sorted(_STATES))}")
    return _STATES.get(name)


def _ids(ids: Json) -> ExternalIds:
    return ExternalIds(
        simkl=id_of(ids.get("simkl") or ids.get("simkl_id"), "ids.simkl"),
        imdb=imdb_of(ids.get("imdb"), "ids.imdb"),
        tmdb=id_of(ids.get("tmdb"), "ids.tmdb"),
        tvdb=id_of(ids.get("tvdb"), "ids.tvdb"),
        mal=id_of(ids.get("mal"), "ids.mal"),
    )


SIMKL: Final = FormatReader("simkl", _recognises, _read)
