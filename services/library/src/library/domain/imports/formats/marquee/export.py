"""The document of `domain.exports.document`: plays and marks as they were recorded, lists, and what else is kept.

What follows from the journal, such as entries, is not read. Rows are in the order in which the items were recorded.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from library.domain.exports.document import (
    FORMAT,
    LIST_ITEMS,
    LISTS,
    MARKS,
    OCCURRENCES,
    PLAYS,
    POSITIONS,
    SAVED_ITEMS,
    SUBSCRIPTIONS,
    TITLES,
    VERSION,
)
from library.domain.imports.collector import UNUSED_FILE, Collector
from library.domain.imports.errors import ImportUnreadable
from library.domain.imports.formats.marquee.items import ItemReader
from library.domain.imports.formats.marquee.kept import KeptReader
from library.domain.imports.formats.marquee.lists import ListReader
from library.domain.imports.formats.reader import FormatReader
from library.domain.imports.limits import LONGEST_MEMBER_NOTE
from library.domain.imports.rows import (
    Action,
    ExternalIds,
    ImportRow,
    Kind,
    ListMember,
    Position,
    Recorded,
)
from library.domain.imports.text.dates import DateReader
from library.domain.imports.text.documents import Document
from library.domain.imports.values import (
    InvalidValue,
    Json,
    cut,
    filled,
    id_of,
    imdb_of,
    text_of,
    title_of,
    uuid_of,
    whole,
    year_of,
)

SMART_LIST: Final = "smart_list"
"""Why members of a smart list are ignored: its rules decide what it contains."""
ENDED: Final = "ended"
"""Why a subscription is ignored."""
DERIVED: Final = "not_read"
"""Why sections are ignored: they follow from the journal, or have no reader."""

_READ: Final = frozenset({TITLES, PLAYS, MARKS, LISTS, LIST_ITEMS, SAVED_ITEMS, SUBSCRIPTIONS, OCCURRENCES, POSITIONS})
_KINDS: Final[Mapping[object, Kind]] = {"movie": "movie", "show": "show"}


def _recognises(document: Document) -> bool:
    return document.is_json and Json(document.json).get("format") == FORMAT


def _read(documents: Sequence[Document], now: datetime, collector: Collector) -> None:
    for document in documents:
        if not _recognises(document):
            collector.ignore(document.label, UNUSED_FILE)
            continue
        value = Json(document.json)
        if value.get("version") != VERSION:
            raise ImportUnreadable(f"file: version must be {VERSION}")
        _Export(document, value, now, collector).read()
        document.forget()


class _Export:
    """One document, with its titles by their ids."""

    def __init__(self, document: Document, value: Json, now: datetime, collector: Collector) -> None:
        self._document = document
        self._value = value
        self._now = now
        self._collector = collector
        self._titles = {str(title.get("mediaId")): title for title in value.items(TITLES)}
        self._items = ItemReader(now)
        self._kept = KeptReader(self._items, value.items(OCCURRENCES))
        self._lists = ListReader()

    def read(self) -> None:
        """Collect the items in the order of their sequences, then the lists."""
        items = [(entry, PLAYS) for entry in self._value.items(PLAYS)]
        items += [(entry, MARKS) for entry in self._value.items(MARKS)]
        numbered = list(enumerate(items, 1))
        for number, (entry, section) in sorted(numbered, key=lambda pair: _sequence(pair[1][0])):
            self._collector.entry(self._document, number, entry.value, partial(self._item, section))
        number = self._collect(LISTS, len(numbered), self._list)
        number = self._collect(LIST_ITEMS, number, self._member)
        number = self._collect(SAVED_ITEMS, number, self._saved)
        number = self._collect(SUBSCRIPTIONS, number, self._subscription)
        self._collect(POSITIONS, number, self._position)
        for section in self._value.value if isinstance(self._value.value, dict) else ():
            entries = self._value.items(section)
            if section not in _READ and entries:
                self._collector.ignore(f"{self._document.label} {section}".strip(), DERIVED, len(entries))

    def _collect(self, section: str, after: int, read: Callable[[Json, Position], Iterable[ImportRow]]) -> int:
        """Collect the entries of a section, numbered on; return the last number."""
        number = after
        for number, entry in enumerate(self._value.items(section), after + 1):
            self._collector.entry(self._document, number, entry.value, read)
        return number

    def _item(self, section: str, entry: Json, position: Position) -> Iterator[ImportRow]:
        recorded: Recorded = self._items.play(entry) if section == PLAYS else self._items.mark(entry)
        yield self._row(entry, position, recorded)

    def _list(self, entry: Json, _: Position) -> Iterable[ImportRow]:
        header = self._lists.add(entry)
        if header is not None:
            self._collector.add_list(header)
        return ()

    def _member(self, entry: Json, position: Position) -> Iterator[ImportRow]:
        if self._lists.is_smart(entry):
            self._collector.ignore(f"{self._document.label} {LIST_ITEMS}".strip(), SMART_LIST)
            return
        name = self._lists.name_of(entry)
        place = whole(entry.get("position"), "position", 0, 1_000_000)
        added_at = DateReader(self._now, "ymd").moment(filled(entry.get("addedAt")) or "", "addedAt")
        note = cut(text_of(entry.get("note")), LONGEST_MEMBER_NOTE)
        yield self._row(entry, position, ListMember(name, place, added_at, note))

    def _saved(self, entry: Json, position: Position) -> Iterator[ImportRow]:
        yield self._row(entry, position, self._kept.saved(entry))

    def _subscription(self, entry: Json, position: Position) -> Iterator[ImportRow]:
        if entry.get("active") is False:
            self._collector.ignore(f"{self._document.label} {SUBSCRIPTIONS}".strip(), ENDED)
        else:
            kind = self._title(entry).get("kind")
            yield self._row(entry, position, self._kept.subscription(entry, kind))

    def _position(self, entry: Json, position: Position) -> Iterator[ImportRow]:
        yield self._row(entry, position, self._kept.position(entry))

    def _title(self, entry: Json) -> Json:
        return self._titles.get(str(entry.get("mediaId")), Json(None))

    def _row(self, entry: Json, position: Position, action: Action) -> ImportRow:
        media_id = uuid_of(entry.get("mediaId"), "mediaId")
        if media_id is None:
            raise InvalidValue("invalid_id", "mediaId", "mediaId must not be empty")
        title = self._title(entry)
        return ImportRow(
            position,
            title_of(title.get("title")) or "",
            (action,),
            kind=_KINDS.get(_hashable(title.get("kind"))),
            year=year_of(title.get("releaseDate"), "releaseDate", self._now.year),
            ids=ExternalIds(
                marquee=media_id,
                imdb=imdb_of(title.get("imdbId")),
                tmdb=id_of(title.get("tmdbId"), "tmdbId"),
                tvdb=id_of(title.get("tvdbId"), "tvdbId"),
                trakt=id_of(title.get("traktId"), "traktId"),
            ),
            original_title=title_of(title.get("originalTitle"), "originalTitle"),
        )


def _sequence(entry: Json) -> int:
    value = entry.get("sequence")
    return value if isinstance(value, int) else 0


def _hashable(value: object) -> object:
    return value if isinstance(value, str) else None


MARQUEE: Final = FormatReader("marquee", _recognises, _read)
