"""The CSV export of Yamtrack: movies, shows, seasons, episodes and anime, each with its own row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from library.domain.imports.collector import NOT_A_TITLE, UNUSED_FILE, Collector
from library.domain.imports.formats.reader import FormatReader
from library.domain.imports.limits import LARGEST_EPISODE, LONGEST_NOTE
from library.domain.imports.rows import (
    NO_IDS,
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
from library.domain.imports.text.dates import DateReader
from library.domain.imports.text.documents import Document
from library.domain.imports.text.languages import column_name
from library.domain.imports.text.tables import Record
from library.domain.imports.values import (
    InvalidValue,
    cut,
    episode_of,
    filled,
    id_of,
    rating_of,
    season_of,
    text_of,
    title_of,
    whole,
)

_HIGHEST: Final = 10
_KINDS: Final[Mapping[str, Kind]] = {
    "movie": "movie",
    "tv": "show",
    "season": "show",
    "episode": "show",
    "anime": "show",
}
_STATES: Final[Mapping[str, MarkedState]] = {
    "planning": "planned",
    "inprogress": "watching",
    "repeating": "watching",
    "completed": "completed",
    "paused": "paused",
    "dropped": "dropped",
}


def _recognises(document: Document) -> bool:
    return document.table.has("mediaid", "source", "mediatype")


def _read(documents: Sequence[Document], now: datetime, collector: Collector) -> None:
    for document in documents:
        if _recognises(document):
            collector.records(document, partial(_rows, DateReader(now, "ymd"), collector, document.label))
        else:
            collector.ignore(document.label, UNUSED_FILE)
        document.forget()


def _rows(
    dates: DateReader, collector: Collector, label: str, record: Record, position: Position
) -> Iterator[ImportRow]:
    media_type = record.get("mediatype").casefold()
    if media_type not in _KINDS:
        collector.ignore(label, NOT_A_TITLE)
        return
    season = season_of(record.get("seasonnumber"), "season_number")
    episode = episode_of(record.get("episodenumber"), "episode_number")
    if (media_type in {"season", "episode"} and season is None) or (media_type == "episode" and episode is None):
        raise InvalidValue("episode_missing", "season_number", "a season or an episode must have its numbers")
    yield ImportRow(
        position,
        title_of(record.get("title")) or "",
        tuple(_actions(media_type, dates, record)),
        kind=_KINDS[media_type],
        ids=_ids(record),
        season=season,
        episode=episode,
    )


def _actions(media_type: str, dates: DateReader, record: Record) -> Iterable[Action]:
    state = _state(record)
    seen = dates.moment(record.get("enddate") or record.get("progressedat"), "end_date")
    if media_type == "episode" or (media_type == "movie" and state == "completed"):
        yield Play(seen)
    elif state and media_type != "season":
        started = dates.moment(record.get("startdate"), "start_date")
        yield Mark(state, seen if seen.at else started)
    if media_type == "anime":
        yield from _progress(record, seen)
    rating = rating_of(record.get("score"), "score", _HIGHEST)
    if rating is not None:
        yield Rating(rating)
    note = cut(text_of(record.get("notes")), LONGEST_NOTE)
    if note:
        yield Note(note)


def _progress(record: Record, seen: Moment) -> Iterator[Action]:
    progress = whole(record.get("progress"), "progress", 0, LARGEST_EPISODE)
    if progress:
        yield SeenUntil(None, progress, seen)


def _state(record: Record) -> MarkedState | None:
    name = column_name(filled(record.get("status")) or "")
    if name and name not in _STATES:
        raise InvalidValue("invalid_state", "status", f"status must be one of {', '.join(sorted(_STATES))}")
    return _STATES.get(name)


def _ids(record: Record) -> ExternalIds:
    source, number = record.get("source").casefold(), record.get("mediaid")
    if source == "tmdb":
        return ExternalIds(tmdb=id_of(number, "media_id"))
    if source == "mal":
        return ExternalIds(mal=id_of(number, "media_id"))
    return ExternalIds(tvdb=id_of(number, "media_id")) if source == "tvdb" else NO_IDS


YAMTRACK: Final = FormatReader("yamtrack", _recognises, _read)
