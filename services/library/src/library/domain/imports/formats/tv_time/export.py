"""Reads the tables of an archive in the order in which they complete each other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from library.domain.imports.collector import UNUSED_FILE, Collector
from library.domain.imports.formats.reader import FormatReader
from library.domain.imports.formats.tv_time.files import ORDER, Part, part_of
from library.domain.imports.formats.tv_time.tracking import Plays
from library.domain.imports.rows import (
    Action,
    ExternalIds,
    ImportRow,
    ListMember,
    Play,
    Position,
    Rating,
)
from library.domain.imports.text.dates import DateReader
from library.domain.imports.text.documents import Document
from library.domain.imports.text.languages import column_name
from library.domain.imports.text.tables import Record
from library.domain.imports.values import (
    InvalidValue,
    episode_of,
    filled,
    id_of,
    imdb_of,
    is_true,
    rating_of,
    season_of,
    split_year,
    title_of,
)

_VOTES: Final[Mapping[str, int]] = {"1": 20, "27": 40, "28": 60, "29": 80, "3": 100}
"""The ratings of the five choices, from bad to wow, by the last part of the key of a vote."""
_STARS: Final = 5
_HIGHEST: Final = 10

_Read = Callable[[Record, Position], Iterator[ImportRow]]


def _recognises(document: Document) -> bool:
    return part_of(document) is not None


def _read(documents: Sequence[Document], now: datetime, collector: Collector) -> None:
    parts: list[tuple[Part, Document]] = []
    for document in documents:
        part = part_of(document)
        document.forget()
        if part is None:
            collector.ignore(document.label, UNUSED_FILE)
        else:
            parts.append((part, document))
    plays = Plays(now, collector)
    for part, document in sorted(parts, key=lambda pair: ORDER.index(pair[0])):
        collector.records(document, _reader(part, document, plays, DateReader(now, "ymd"), collector))
        document.forget()


def _reader(part: Part, document: Document, plays: Plays, dates: DateReader, collector: Collector) -> _Read:
    readers: Mapping[Part, _Read] = {
        "tracking": partial(plays.tracking, document),
        "old_tracking": partial(plays.old_tracking, document),
        "seen": plays.seen,
        "rewatched": plays.rewatched,
        "votes": partial(_vote, collector, document.label),
        "rates": partial(_rate, dates, _scale(document) if part == "rates" else _STARS),
        "statuses": partial(_status, dates, plays.shows, collector, document.label),
        "liberator": partial(_liberated, dates),
        "followed": partial(_followed, dates, plays.shows, collector, document.label),
    }
    return readers[part]


def _vote(collector: Collector, label: str, record: Record, position: Position) -> Iterator[ImportRow]:
    """Yield the rating of a vote; the archive does not state when it was given."""
    value = _VOTES.get(record.get("votekey").rpartition("-")[2])
    if value is None:
        collector.ignore(label, "unknown_vote")
        return
    movie = title_of(record.get("moviename"), "movie_name")
    if movie:
        title, year = split_year(movie)
        yield ImportRow(position, title, (Rating(value),), kind="movie", year=year)
        return
    title, year = split_year(title_of(record.get("seriesname"), "series_name") or "")
    yield ImportRow(
        position,
        title,
        (Rating(value),),
        kind="show",
        year=year,
        season=season_of(record.get("seasonnumber"), "season_number"),
        episode=episode_of(record.get("episodenumber"), "episode_number"),
        episode_ids=ExternalIds(tvdb=id_of(record.get("episodeid"), "episode_id")),
    )


def _scale(document: Document) -> int:
    """Return the highest rating of a table: the present ones have five choices, older ones were of ten."""
    cells = (cell.partition(".")[0] for cell in document.table.column("rating"))
    return (
        _HIGHEST if any(cell.isdecimal() and len(cell) < _HIGHEST and int(cell) > _STARS for cell in cells) else _STARS
    )


def _rate(dates: DateReader, highest: int, record: Record, position: Position) -> Iterator[ImportRow]:
    rating = rating_of(record.get("rating"), "rating", highest)
    if rating is not None:
        rated = dates.moment(record.get("createdat", "updatedat"), "created_at")
        yield _show(record, position, Rating(rating, rated))


def _followed(
    dates: DateReader, begun: set[int], collector: Collector, label: str, record: Record, position: Position
) -> Iterator[ImportRow]:
    """Yield a followed show that was not begun: it is planned."""
    show = id_of(record.get("tvshowid"), "tv_show_id")
    if is_true(record.get("archived")) or (show in begun):
        collector.ignore(label, "followed")
    else:
        added = dates.moment(record.get("createdat"), "created_at")
        yield _show(record, position, ListMember(None, added_at=added))


def _status(
    dates: DateReader, begun: set[int], collector: Collector, label: str, record: Record, position: Position
) -> Iterator[ImportRow]:
    """Yield a show that is for later; the other statuses are of shows that are followed."""
    if column_name(record.get("status")) == "forlater":
        yield from _followed(dates, begun, collector, label, record, position)
    else:
        collector.ignore(label, "followed")


def _show(record: Record, position: Position, action: Action) -> ImportRow:
    title, year = split_year(title_of(record.get("tvshowname"), "tv_show_name") or "")
    ids = ExternalIds(tvdb=id_of(record.get("tvshowid"), "tv_show_id"))
    return ImportRow(position, title, (action,), kind="show", year=year, ids=ids)


def _liberated(dates: DateReader, record: Record, position: Position) -> Iterator[ImportRow]:
    """Yield a movie, a show or an episode of the tool TV Time Liberator."""
    kind = record.get("type").casefold()
    if kind not in {"movie", "show", "episode"}:
        raise InvalidValue("invalid_kind", "type", "type must be movie, show or episode")
    actions = tuple(_liberated_actions(kind, dates, record))
    title, year = split_year(title_of(record.get("title")) or "")
    ids = ExternalIds(imdb=imdb_of(record.get("imdbid")), tvdb=id_of(record.get("tvdbid"), "tvdb_id"))
    if actions:
        is_episode = kind == "episode"
        yield ImportRow(
            position,
            title,
            actions,
            kind="movie" if kind == "movie" else "show",
            year=year,
            ids=ExternalIds() if is_episode else ids,
            season=season_of(record.get("season")) if is_episode else None,
            episode=episode_of(record.get("episode")) if is_episode else None,
            episode_ids=ids if is_episode else ExternalIds(),
        )


def _liberated_actions(kind: str, dates: DateReader, record: Record) -> Iterator[Action]:
    if kind != "show" and is_true(record.get("iswatched")):
        yield Play(dates.moment(record.get("watchedat"), "watched_at"))
    if is_true(record.get("iswatchlisted")):
        yield ListMember(None)
    if filled(record.get("rating")):
        rating = rating_of(record.get("rating"), "rating", _HIGHEST)
        if rating is not None:
            yield Rating(rating)


TV_TIME: Final = FormatReader("tv-time", _recognises, _read)
