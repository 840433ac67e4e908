"""Lists as files and feeds: CSV, JSON, RSS 2.0 and JSON Feed 1.1."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Final, Literal
from xml.etree.ElementTree import Element, SubElement, tostring

from library.application.lists.read_models import ListItem
from library.domain.lists.user_list import UserList

FileFormat = Literal["csv", "json", "rss", "feed"]

COLUMNS: Final = ("position", "id", "type", "tmdb", "title", "year", "note", "added_at")
VERSION: Final = 1
_PAGES: Final = "https://www.themoviedb.org"
_NOT_IN_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class ListFile:
    """A format of files."""

    media_type: str
    extension: str
    feed: bool
    """Whether it has the latest items only."""
    render: Callable[[UserList, Sequence[ListItem]], str]
    example: str


def to_csv(_: UserList, items: Sequence[ListItem]) -> str:
    """Return a table whose columns an import of a list reads again."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for item in items:
        row = _row(item)
        writer.writerow([_harmless(row[column]) for column in COLUMNS])
    return out.getvalue()


def to_json(user_list: UserList, items: Sequence[ListItem]) -> str:
    """Return the whole list as a document."""
    document = {
        "format": "marquee-list",
        "version": VERSION,
        "name": user_list.name,
        "description": user_list.description,
        "updatedAt": user_list.updated_at.isoformat(),
        "items": [_row(item) for item in items],
    }
    return json.dumps(document, ensure_ascii=False)


def to_feed(user_list: UserList, items: Sequence[ListItem]) -> str:
    """Return a JSON Feed (https://jsonfeed.org/version/1.1)."""
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": user_list.name,
        "items": [_without_null(_feed_item(item)) for item in items],
    }
    if user_list.description:
        document["description"] = user_list.description
    return json.dumps(document, ensure_ascii=False)


def to_rss(user_list: UserList, items: Sequence[ListItem]) -> str:
    """Return an RSS 2.0 feed (https://www.rssboard.org/rss-specification)."""
    rss = Element("rss", version="2.0")
    channel = SubElement(rss, "channel")
    _text(channel, "title", user_list.name)
    _text(channel, "link", f"urn:uuid:{user_list.list_id}")
    _text(channel, "description", user_list.description or user_list.name)
    _text(channel, "lastBuildDate", format_datetime(user_list.updated_at))
    for item in items:
        entry = SubElement(channel, "item")
        _text(entry, "title", _name(item))
        if item.title is not None:
            _text(entry, "link", _page(item))
        if item.note:
            _text(entry, "description", item.note)
        SubElement(entry, "guid", isPermaLink="false").text = f"urn:uuid:{item.media_id}"
        if item.added_at is not None:
            _text(entry, "pubDate", format_datetime(item.added_at))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(rss, encoding="unicode")


def _row(item: ListItem) -> dict[str, Any]:
    facts = item.title.facts if item.title else None
    return {
        "position": item.position,
        "id": str(item.media_id),
        "type": item.title.kind if item.title else None,
        "tmdb": item.title.tmdb_id if item.title else None,
        "title": facts.name if facts else None,
        "year": facts.release_date.year if facts and facts.release_date else None,
        "note": item.note,
        "added_at": _time(item.added_at),
    }


def _feed_item(item: ListItem) -> dict[str, Any]:
    return {
        "id": f"urn:uuid:{item.media_id}",
        "title": _name(item),
        "url": _page(item) if item.title else None,
        "content_text": item.note or _name(item),
        "date_published": _time(item.added_at),
    }


def _name(item: ListItem) -> str:
    facts = item.title.facts if item.title else None
    if facts is None:
        return str(item.media_id)
    return f"{facts.name} ({facts.release_date.year})" if facts.release_date else facts.name


def _page(item: ListItem) -> str:
    kind = "movie" if item.title and item.title.kind == "movie" else "tv"
    return f"{_PAGES}/{kind}/{item.title.tmdb_id if item.title else 0}"


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _without_null(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = _NOT_IN_XML.sub("", text)


def _harmless(cell: object) -> str:
    """Return the text of a cell, with a quote before one that a spreadsheet would read as a formula (CWE-1236)."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


FILES: Final[Mapping[FileFormat, ListFile]] = {
    "csv": ListFile(
        "text/csv; charset=utf-8",
        "csv",
        False,
        to_csv,
        "position,id,type,tmdb,title,year,note,added_at\r\n"
        "1,5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11,movie,550,Fight Club,1999,,2026-11-21T12:00:00+00:00\r\n",
    ),
    "json": ListFile(
        "application/json",
        "json",
        False,
        to_json,
        '{"format": "marquee-list", "version": 1, "name": "Noir", "description": null, "items": []}',
    ),
    "rss": ListFile(
        "application/rss+xml; charset=utf-8",
        "xml",
        True,
        to_rss,
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>Noir</title></channel></rss>',
    ),
    "feed": ListFile(
        "application/feed+json",
        "json",
        True,
        to_feed,
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Noir", "items": []}',
    ),
}
