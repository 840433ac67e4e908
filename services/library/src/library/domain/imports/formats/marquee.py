"""The JSON export of Marquee itself: `{"format": "marquee", "version": 1, "plays": [], "marks": [], "lists": []}`.

The members of every section but `lists` are objects of the generic schema; a list has a name and members.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from library.domain.imports.collector import UNUSED_FILE, Collector
from library.domain.imports.errors import ImportUnreadable
from library.domain.imports.formats.generic.fields import Schema, row_of
from library.domain.imports.formats.generic.files import fields_of
from library.domain.imports.formats.reader import FormatReader
from library.domain.imports.limits import LONGEST_DESCRIPTION, LONGEST_LIST_NAME
from library.domain.imports.rows import ImportRow, ListHeader, Position
from library.domain.imports.text.dates import DateReader
from library.domain.imports.text.documents import Document
from library.domain.imports.values import Json, cut, text_of, title_of

VERSION: Final = 1
SECTIONS: Final = ("plays", "marks", "progress", "ratings", "notes", "tags", "watchlist")
"""The sections whose members are objects of the generic schema."""
_LISTS: Final = "lists"


def _recognises(document: Document) -> bool:
    return document.is_json and Json(document.json).get("format") == "marquee"


def _read(documents: Sequence[Document], now: datetime, collector: Collector) -> None:
    for document in documents:
        if not _recognises(document):
            collector.ignore(document.label, UNUSED_FILE)
            continue
        value = Json(document.json)
        if value.get("version") != VERSION:
            raise ImportUnreadable(f"file: version must be {VERSION}")
        schema = Schema(DateReader(now, "ymd"), now.year)
        for number, (entry, extra) in enumerate(_entries(value, collector), 1):
            collector.entry(document, number, entry, partial(_rows, schema, extra))
        document.forget()


def _entries(value: Json, collector: Collector) -> Iterator[tuple[object, Mapping[str, str]]]:
    """Yield the members of every section with the fields that their section implies."""
    for section in SECTIONS:
        implied = {"watchlist": "true"} if section == "watchlist" else {}
        for entry in value.items(section):
            yield entry.value, implied
    for item in value.items(_LISTS):
        name = cut(title_of(str(item.get("name") or "")[:500]), LONGEST_LIST_NAME)
        if name:
            description = cut(text_of(item.get("description")), LONGEST_DESCRIPTION)
            ordered = item.get("ordered") is True
            collector.add_list(ListHeader(name, description, ordered))
            for number, member in enumerate(item.items("members"), 1):
                yield member.value, {"list": name} | ({"listposition": str(number)} if ordered else {})


def _rows(schema: Schema, extra: Mapping[str, str], entry: Json, position: Position) -> Iterator[ImportRow]:
    fields = {**fields_of(entry), **extra}

    def get(*names: str) -> str:
        return next((fields[name] for name in names if name in fields), "")

    yield row_of(get, schema, position)


MARQUEE: Final = FormatReader("marquee", _recognises, _read)
