"""Tables with the columns of the schema, and JSON arrays of objects with its members."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from library.domain.imports.collector import UNUSED_FILE, Collector
from library.domain.imports.formats.generic.fields import Schema, row_of
from library.domain.imports.formats.reader import FormatReader
from library.domain.imports.rows import ImportRow, ListHeader, ListMember, Position
from library.domain.imports.text.dates import DateReader, order_of
from library.domain.imports.text.documents import Document
from library.domain.imports.text.languages import DATES, TITLES, column_name
from library.domain.imports.text.tables import Record
from library.domain.imports.values import Json, text_of

_IDENTITY: Final = frozenset(
    {"title", "name", "showtitle", "movietitle", "imdbid", "tmdbid", "tvdbid", "traktid", "simklid", "malid", "mediaid"}
)
_STATEMENTS: Final = frozenset(
    {"watchedat", "watcheddate", "datewatched", "lastwatchedat", "plays", "playcount", "watched", "seen", "state"}
    | {"status", "seenuntil", "progress", "rating", "rating10", "rating5", "notes", "note", "review", "comment"}
    | {"tags", "list", "listname", "watchlist"}
)
_DATES: Final = ("watchedat", "watcheddate", "datewatched", "ratedat")
_HIGHEST_OF_SMALL: Final = 10
_ITEMS: Final = "items"


def fields_of(entry: Json) -> Mapping[str, str]:
    """Return the members of an object as fields, those of `ids` among them, in the names of columns."""
    fields: dict[str, str] = {}
    if not isinstance(entry.value, dict):
        return fields
    ids = entry.get("ids")
    flat = {**entry.value, **({f"{name}Id": value for name, value in ids.items()} if isinstance(ids, dict) else {})}
    for name, value in flat.items():
        if isinstance(value, list):
            value = "|".join(text for item in value if (text := text_of(item)))
        text = "true" if value is True else text_of(value)
        if text is not None:
            fields[column_name(name)] = text
    return fields


def _translated(column: str) -> str:
    """Return a column of another language in the name of the schema."""
    if column in TITLES:
        return "title"
    return "watchedat" if column in DATES else column


def _names(document: Document) -> set[str]:
    if document.is_json:
        return {name for _, entry in _entries(document)[:20] for name in fields_of(Json(entry))}
    return {_translated(column) for column in document.table.columns}


def _entries(document: Document) -> list[tuple[int, object]]:
    value = document.json
    items = value if isinstance(value, list) else Json(value).get(_ITEMS)
    return list(enumerate(items, 1)) if isinstance(items, list) else []


def _recognises(document: Document) -> bool:
    return _accepts(document) and bool(_names(document) & _STATEMENTS)


def _accepts(document: Document) -> bool:
    """Return whether a file that the user calls generic names titles: their state may be the default one."""
    return not document.is_xml and bool(_names(document) & _IDENTITY)


def _read(documents: Sequence[Document], now: datetime, collector: Collector) -> None:
    for document in documents:
        if not _accepts(document):
            collector.ignore(document.label, UNUSED_FILE)
        elif document.is_json:
            entries = _entries(document)
            schema = Schema(DateReader(now, "ymd", are_local=True), now.year, collector.options)
            for number, entry in entries:
                collector.entry(document, number, entry, partial(_object, schema, collector))
        else:
            _read_table(document, now, collector)
        document.forget()


def _read_table(document: Document, now: datetime, collector: Collector) -> None:
    columns = {_translated(column): column for column in reversed(document.table.columns)}
    language = next((TITLES[name] for name in document.table.columns if name in TITLES), "en")
    dates = [columns[name] for name in _DATES if name in columns]
    order = order_of((cell for name in dates for cell in document.table.column(name)), now, language)
    if order.notice:
        collector.notice(document.label, *order.notice)
    has_scale = collector.options.rating_scale is not None
    if "rating" in columns and not has_scale and _are_small(document.table.column(columns["rating"])):
        message = "no rating is above 10, and rating is of 100: choose another ratingScale for other scales"
        collector.notice(document.label, "ratings_small", message)
    schema = Schema(DateReader(now, order.order, are_local=True), now.year, collector.options)
    collector.records(document, partial(_record, schema, columns, collector))


def _are_small(cells: Iterable[str]) -> bool:
    numbers = [cell for cell in cells if cell]
    return bool(numbers) and all(_number(cell) <= _HIGHEST_OF_SMALL for cell in numbers)


def _number(cell: str) -> float:
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return 0


def _record(
    schema: Schema, columns: Mapping[str, str], collector: Collector, record: Record, position: Position
) -> Iterable[ImportRow]:
    def get(*names: str) -> str:
        return record.get(*(columns[name] for name in names if name in columns))

    yield _with_list(row_of(get, schema, position), collector)


def _object(schema: Schema, collector: Collector, entry: Json, position: Position) -> Iterable[ImportRow]:
    fields = fields_of(entry)

    def get(*names: str) -> str:
        return next((fields[name] for name in names if name in fields), "")

    yield _with_list(row_of(get, schema, position), collector)


def _with_list(row: ImportRow, collector: Collector) -> ImportRow:
    for action in row.actions:
        if isinstance(action, ListMember) and action.list_name is not None:
            collector.add_list(ListHeader(action.list_name, ordered=action.position is not None))
    return row


GENERIC: Final = FormatReader("generic", _recognises, _read, _accepts)
