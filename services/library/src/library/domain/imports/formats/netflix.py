"""The viewing history of Netflix: the page's own CSV in the user's language, or the tables of the copy of all data."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from library.domain.imports.collector import UNUSED_FILE, Collector
from library.domain.imports.formats.reader import FormatReader
from library.domain.imports.rows import Action, ImportRow, ListMember, Moment, Play, Position
from library.domain.imports.text.dates import DateReader, order_of
from library.domain.imports.text.documents import Document
from library.domain.imports.text.episode_titles import split_title
from library.domain.imports.text.languages import DATES, TITLES
from library.domain.imports.text.tables import Record, Table
from library.domain.imports.values import InvalidValue, title_of

_SHORTEST: Final = 120
"""Seconds: less is a look and not a play."""


def _is_activity(table: Table) -> bool:
    return table.has("starttime", "title", "duration")


def _is_my_list(table: Table) -> bool:
    return table.has("titlename", "utctitleadddate")


def _columns(table: Table) -> tuple[str, str] | None:
    """Return the columns of titles and dates of a history, null when it has others."""
    title = next((column for column in table.columns if column in TITLES), None)
    date = next((column for column in table.columns if column in DATES), None)
    return (title, date) if title and date else None


def _recognises(document: Document) -> bool:
    table = document.table
    is_history = len(table.columns) == 2 and _columns(table) is not None
    return is_history or _is_activity(table) or _is_my_list(table)


def _accepts(document: Document) -> bool:
    return _recognises(document) or _columns(document.table) is not None


def _read(documents: Sequence[Document], now: datetime, collector: Collector) -> None:
    for document in documents:
        table = document.table
        columns = _columns(table)
        if _is_activity(table):
            collector.records(document, _Activity(document, now, collector).rows)
        elif _is_my_list(table):
            collector.records(document, partial(_my_list, DateReader(now, "ymd")))
        elif columns:
            _read_history(document, columns, now, collector)
        else:
            collector.ignore(document.label, UNUSED_FILE)
        document.forget()


def _read_history(document: Document, columns: tuple[str, str], now: datetime, collector: Collector) -> None:
    title, date = columns
    language = TITLES[title] if TITLES[title] != "en" else DATES[date]
    order = order_of(document.table.column(date), now, language)
    if order.notice:
        collector.notice(document.label, *order.notice)
    collector.records(document, partial(_history, title, date, DateReader(now, order.order)))


def _history(title: str, date: str, dates: DateReader, record: Record, position: Position) -> Iterable[ImportRow]:
    watched = dates.moment(record.get(date), "Date")
    yield _row(position, record.get(title), Play(watched))


def _my_list(dates: DateReader, record: Record, position: Position) -> Iterable[ImportRow]:
    added = dates.moment(record.get("utctitleadddate"), "Utc Title Add Date")
    yield _row(position, record.get("titlename"), ListMember(None, added_at=added))


class _Activity:
    """Reads the detailed activity, in which one evening with pauses is several rows."""

    def __init__(self, document: Document, now: datetime, collector: Collector) -> None:
        self._document = document
        self._collector = collector
        self._dates = DateReader(now, "ymd")
        self._seen: set[tuple[str, str, object]] = set()

    def rows(self, record: Record, position: Position) -> Iterable[ImportRow]:
        """Yield the play of a record, none for trailers, short looks and a play that goes on."""
        started = self._dates.moment(record.get("starttime"), "Start Time")
        reason = self._reason(record, started)
        if reason:
            self._collector.ignore(self._document.label, reason)
        else:
            yield _row(position, record.get("title"), Play(started))

    def _reason(self, record: Record, started: Moment) -> str | None:
        if record.get("supplementalvideotype"):
            return "trailer"
        if _seconds(record.get("duration")) < _SHORTEST:
            return "too_short"
        key = (record.get("profilename"), record.get("title"), started.at and started.at.date())
        if key in self._seen:
            return "same_day"
        self._seen.add(key)
        return None


def _seconds(duration: str) -> int:
    parts = duration.split(":")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
        raise InvalidValue("invalid_duration", "Duration", "Duration must be hours, minutes and seconds")
    hours, minutes, seconds = map(int, parts)
    return hours * 3600 + minutes * 60 + seconds


def _row(position: Position, text: str, action: Action) -> ImportRow:
    title = title_of(text, "Title") or ""
    name = split_title(title)
    if name is None:
        # Without a season the text may be a movie with a subtitle, or an episode.
        return ImportRow(position, title, (action,))
    is_play = isinstance(action, Play)
    return ImportRow(
        position,
        name.show,
        (action,),
        kind="show",
        season=name.season if is_play else None,
        episode=name.episode if is_play else None,
        episode_title=name.episode_title if is_play else None,
    )


NETFLIX: Final = FormatReader("netflix", _recognises, _read, _accepts)
