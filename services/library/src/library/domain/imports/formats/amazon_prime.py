"""The watch history of Amazon Prime Video, as the usual browser extension writes it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from library.domain.imports.collector import UNUSED_FILE, Collector
from library.domain.imports.errors import ImportColumnMissing
from library.domain.imports.formats.reader import FormatReader
from library.domain.imports.rows import UNKNOWN_TIME, ImportRow, Moment, Play, Position
from library.domain.imports.text.dates import DateReader, order_of
from library.domain.imports.text.documents import Document
from library.domain.imports.text.episode_titles import split_episode, split_season
from library.domain.imports.text.languages import DATES, MOVIES, SHOWS, TITLES, column_name
from library.domain.imports.text.tables import Record, Table
from library.domain.imports.values import InvalidValue, title_of

_TYPES: Final = ("type", "typ", "tipo", "soort", "тип", "種類", "유형", "类型")
_MARKS: Final = ("datewatched", "globaltitleidentifier", "episodeglobaltitleidentifier")
_LEADING_YEAR: Final = 4


class _Columns:
    """The columns of a table in the user's language."""

    def __init__(self, table: Table) -> None:
        names = table.columns
        self.type = next((name for name in names if name in _TYPES), None)
        self.title = next((name for name in names if name in TITLES), None)
        self.date = next((name for name in names if name.startswith(tuple(DATES)) or name.endswith(tuple(DATES))), "")
        self.episode_title = next((name for name in names if name not in TITLES and _names_episode(name)), "")
        self.language = TITLES.get(self.title or "", "en")


def _names_episode(name: str) -> bool:
    return any(name.endswith(word) or name.startswith(word) for word in TITLES) and "identifier" not in name


def _recognises(document: Document) -> bool:
    table, columns = document.table, _Columns(document.table)
    is_history = any(mark in table.columns for mark in _MARKS) or bool(columns.episode_title and columns.date)
    return bool(columns.type and columns.title) and is_history and not table.has("tmdbid")


def _accepts(document: Document) -> bool:
    return len(document.table.columns) > 1


def _read(documents: Sequence[Document], now: datetime, collector: Collector) -> None:
    for document in documents:
        if _recognises(document) or not document.label:
            _read_table(document, now, collector)
        else:
            collector.ignore(document.label, UNUSED_FILE)
        document.forget()


def _read_table(document: Document, now: datetime, collector: Collector) -> None:
    columns = _Columns(document.table)
    if columns.type is None or columns.title is None:
        missing = "Type" if columns.type is None else "Title"
        raise ImportColumnMissing(f"file: the table has no column {missing}")
    order = order_of(document.table.column(columns.date), now, columns.language)
    if order.notice:
        collector.notice(document.label, *order.notice)
    seen: set[tuple[str, str, str]] = set()
    collector.records(
        document, partial(_rows, columns, DateReader(now, order.order, are_local=True), seen, collector, document.label)
    )


def _rows(
    columns: _Columns,
    dates: DateReader,
    seen: set[tuple[str, str, str]],
    collector: Collector,
    label: str,
    record: Record,
    position: Position,
) -> Iterable[ImportRow]:
    title = title_of(record.get(columns.title or ""), "Title") or ""
    date, episode_text = record.get(columns.date), record.get(columns.episode_title)
    # The extension writes a row twice when the page loads it twice.
    if date and (title, episode_text, date) in seen:
        collector.ignore(label, "repeated_row")
        return
    seen.add((title, episode_text, date))
    play = Play(_moment(dates, date))
    kind = column_name(record.get(columns.type or ""))
    if kind in MOVIES:
        yield ImportRow(position, title, (play,), kind="movie")
    elif kind in SHOWS or episode_text:
        show, season = split_season(title)
        episode, episode_title = split_episode(title_of(episode_text, "Episode Title") or "")
        yield ImportRow(
            position, show, (play,), kind="show", season=season, episode=episode, episode_title=episode_title
        )
    else:
        raise InvalidValue("invalid_kind", "Type", "Type must be a movie or a series")


def _moment(dates: DateReader, text: str) -> Moment:
    """Return the time of a play; of a date that is none, the year that it begins with, else an unknown time."""
    try:
        return dates.moment(text, "Date Watched")
    except InvalidValue:
        try:
            return dates.moment(text[:_LEADING_YEAR] if text[:_LEADING_YEAR].isdecimal() else "", "Date Watched")
        except InvalidValue:
            return UNKNOWN_TIME


AMAZON_PRIME: Final = FormatReader("amazon-prime", _recognises, _read, _accepts)
