"""The exports of IMDb: ratings, the watchlist and lists as CSV."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from library.domain.imports.collector import NOT_A_TITLE, UNUSED_FILE, Collector
from library.domain.imports.errors import ImportColumnMissing
from library.domain.imports.formats.reader import FormatReader
from library.domain.imports.limits import LONGEST_LIST_NAME, LONGEST_MEMBER_NOTE
from library.domain.imports.rows import (
    NO_IDS,
    Action,
    ExternalIds,
    ImportRow,
    Kind,
    ListHeader,
    ListMember,
    Position,
    Rating,
)
from library.domain.imports.text.dates import DateReader, order_of
from library.domain.imports.text.documents import Document
from library.domain.imports.text.languages import column_name
from library.domain.imports.text.tables import Record
from library.domain.imports.values import cut, imdb_of, rating_of, text_of, title_of, whole, year_of

_HIGHEST: Final = 10
_RATING: Final = ("yourrating", "yourated")
_MOVIES: Final = frozenset({"movie", "tvmovie", "short", "tvshort", "video", "tvspecial", "feature", "featurefilm"})
_SHOWS: Final = frozenset({"tvseries", "tvminiseries", "miniseries"})
_EPISODE: Final = "tvepisode"
_OTHERS: Final = frozenset({"videogame", "podcastseries", "podcastepisode", "musicvideo"})


def _recognises(document: Document) -> bool:
    table = document.table
    named = table.has("const") or table.has("titletype", "title")
    return named and not table.has("tmdbid") and (table.has("titletype") or table.has("imdbrating"))


def _read(documents: Sequence[Document], now: datetime, collector: Collector) -> None:
    for document in documents:
        if _recognises(document):
            _read_table(document, now, collector)
        else:
            collector.ignore(document.label, UNUSED_FILE)
        document.forget()


def _read_table(document: Document, now: datetime, collector: Collector) -> None:
    table = document.table
    is_list = table.has("position") or table.has("created")
    has_rating = any(column in table.columns for column in _RATING)
    if not (is_list or has_rating):
        raise ImportColumnMissing("file: the table has no column Your Rating, Position or Created: nothing to import")
    if not table.has("const"):
        collector.notice(document.label, "column_missing", "the table has no column Const: titles are found by name")
    order = order_of(table.column("daterated", "created"), now, "en")
    reader = _Reader(document, collector, DateReader(now, order.order), now.year, _list_name(document, is_list))
    if reader.list_name:
        collector.add_list(ListHeader(reader.list_name, ordered=True))
    collector.records(document, partial(reader.rows, is_list))


def _list_name(document: Document, is_list: bool) -> str | None:
    """Return the name of a list: that of its file; null for the watchlist and for ratings."""
    if not is_list or "watchlist" in document.stem:
        return None
    return cut(title_of(document.original_stem), LONGEST_LIST_NAME) or "IMDb"


class _Reader:
    def __init__(
        self, document: Document, collector: Collector, dates: DateReader, this_year: int, list_name: str | None
    ) -> None:
        self.list_name = list_name
        self._document = document
        self._collector = collector
        self._dates = dates
        self._this_year = this_year

    def rows(self, is_list: bool, record: Record, position: Position) -> Iterable[ImportRow]:
        """Yield the row of a record, none when it is neither a movie nor a show."""
        title_type = column_name(record.get("titletype"))
        if title_type in _OTHERS:
            self._collector.ignore(self._document.label, NOT_A_TITLE)
            return
        ids = ExternalIds(imdb=imdb_of(record.get("const", "url"), "Const"))
        title = title_of(record.get("title"), "Title") or ""
        is_episode = title_type == _EPISODE
        show, _, episode = title.rpartition(": ") if is_episode else (title, "", "")
        yield ImportRow(
            position,
            show or title,
            tuple(self._actions(is_list, record)),
            kind=_kind(title_type),
            # The year of an episode is not that of its show.
            year=None if is_episode else self._year(record),
            ids=NO_IDS if is_episode else ids,
            original_title=None if is_episode else title_of(record.get("originaltitle"), "Original Title"),
            episode_title=episode or None,
            episode_ids=ids if is_episode else NO_IDS,
        )

    def _actions(self, is_list: bool, record: Record) -> Iterable[Action]:
        rating = rating_of(record.get(*_RATING), "Your Rating", _HIGHEST)
        if rating is not None:
            yield Rating(rating, self._dates.moment(record.get("daterated"), "Date Rated"))
        if is_list:
            yield ListMember(
                self.list_name,
                position=whole(record.get("position"), "Position", 0, 1_000_000),
                added_at=self._dates.moment(record.get("created"), "Created"),
                note=cut(text_of(record.get("description")), LONGEST_MEMBER_NOTE),
            )

    def _year(self, record: Record) -> int | None:
        return year_of(record.get("year"), "Year", self._this_year)


def _kind(title_type: str) -> Kind | None:
    if title_type in _MOVIES:
        return "movie"
    return "show" if title_type in _SHOWS or title_type == _EPISODE else None


IMDB: Final = FormatReader("imdb", _recognises, _read)
