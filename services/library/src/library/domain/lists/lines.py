"""Reading titles from a text: a line per title, or a table with a header.

A line names a title by an id or an address of Marquee, IMDb or TMDB, or by its name, with the year in parentheses.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal
from uuid import UUID

from library.domain.lists.errors import ListItemLimitReached
from library.domain.lists.limits import ITEMS_PER_LIST, NOTE_CHARACTERS

MOST_CHARACTERS: Final = 1_000
"""The longest line of a text, or cell of a table."""
EXCERPT: Final = 80

_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_IMDB: Final = re.compile(r"(?:^|/)(tt\d{7,10})(?=$|[/?#\s])", re.ASCII)
_TMDB: Final = re.compile(r"(?:^|[/:])(movie|tv|show)[/:](\d{1,9})(?=$|[-/?#\s])", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,9}", re.ASCII)
_ORDINAL: Final = re.compile(r"^\d{1,5}[.)]\s+")
_NAME_AND_YEAR: Final = re.compile(r"^(.+?)\s*[(\[](\d{4})(?:\s*[-–]\s*(?:\d{4})?)?[)\]]$")

_COLUMNS: Final[Mapping[str, str]] = {
    "id": "any",
    "mediaitemid": "any",
    "url": "any",
    "uri": "any",
    "const": "any",
    "imdb": "any",
    "imdbid": "any",
    "imdburl": "any",
    "tmdb": "tmdb",
    "tmdbid": "tmdb",
    "title": "name",
    "name": "name",
    "year": "year",
    "type": "kind",
    "kind": "kind",
    "titletype": "kind",
    "mediatype": "kind",
    "note": "note",
    "notes": "note",
    "description": "note",
}
_SHOWS: Final = frozenset({"show", "shows", "tv", "series", "tvseries", "tvminiseries", "tvshow"})
_MOVIES: Final = frozenset({"movie", "movies", "tvmovie"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A title as a line names it, by at least one id or the name."""

    line: int
    excerpt: str
    media_id: UUID | None = None
    imdb_id: str | None = None
    tmdb_id: int | None = None
    kind: Literal["movie", "show"] | None = None
    name: str | None = None
    year: int | None = None
    note: str | None = None


def read_references(text: str) -> list[Reference]:
    """Return the titles of a text in its order; empty lines and those that start with `#` name none.

    Raise ListItemLimitReached for more titles than a list may have.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    table = _table(lines)
    references = list(islice(_plain(lines) if table is None else _rows(table), ITEMS_PER_LIST + 1))
    if len(references) > ITEMS_PER_LIST:
        raise ListItemLimitReached(f"text: names more than {ITEMS_PER_LIST:,} titles")
    return references


def _plain(lines: Sequence[str]) -> Iterator[Reference]:
    for number, line in enumerate(lines, start=1):
        content = line.strip()[:MOST_CHARACTERS]
        if content and not content.startswith("#"):
            yield _reference(number, content, {"any": content})


def _table(lines: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]] | None:
    """Return the rows of a table by the meaning of their columns, or null when the text is no table."""
    header = next((number for number, line in enumerate(lines) if line.strip()), None)
    if header is None:
        return None
    delimiter = max(",;\t", key=lines[header].count)
    if delimiter not in lines[header] and _meaning(lines[header]) is None:
        return None
    reader = csv.reader(io.StringIO("\n".join(lines[header:])), delimiter=delimiter)
    meanings = [_meaning(cell) for cell in next(reader)]
    if not {"any", "tmdb", "name"} & {meaning for meaning in meanings if meaning}:
        return None
    return _cells(reader, meanings, lines, header)


def _cells(
    rows: Iterator[list[str]], meanings: Sequence[str | None], lines: Sequence[str], header: int
) -> Iterator[tuple[int, dict[str, str]]]:
    number = header + 1
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            # A quote that is never closed; the rest of the text is one line, which matches no title.
            yield number, {"name": lines[min(number, len(lines)) - 1][:MOST_CHARACTERS]}
            return
        cells: dict[str, str] = {}
        for meaning, cell in zip(meanings, row, strict=False):
            value = cell.strip()[:MOST_CHARACTERS]
            if meaning is not None and value:
                cells.setdefault(meaning, value)
        if cells:
            yield number, cells


def _rows(table: Iterator[tuple[int, dict[str, str]]]) -> Iterator[Reference]:
    for number, cells in table:
        yield _reference(number, ", ".join(cells.values()), cells)


def _meaning(cell: str) -> str | None:
    return _COLUMNS.get(re.sub(r"[^a-z]", "", cell.casefold()))


def _reference(number: int, text: str, cells: Mapping[str, str]) -> Reference:
    identity = cells.get("any", "")
    tmdb = _TMDB.search(identity)
    imdb = _IMDB.search(identity)
    media = _UUID.fullmatch(identity)
    by_id = bool(tmdb or imdb or media)
    name = cells.get("name") or (None if by_id or "tmdb" in cells else _ORDINAL.sub("", identity))
    parts = _NAME_AND_YEAR.fullmatch(name) if name else None
    year = cells.get("year", "")
    kind = cells.get("kind", "").casefold().replace(" ", "")
    number_of_tmdb = tmdb[2] if tmdb else cells.get("tmdb", "")
    return Reference(
        line=number,
        excerpt=text[:EXCERPT],
        media_id=UUID(identity) if media else None,
        imdb_id=imdb[1] if imdb else None,
        tmdb_id=int(number_of_tmdb) if _NUMBER.fullmatch(number_of_tmdb) else None,
        kind=_kind(tmdb[1] if tmdb else kind),
        name=parts[1] if parts else name,
        year=int(year) if re.fullmatch(r"\d{4}", year, re.ASCII) else int(parts[2]) if parts else None,
        note=cells.get("note", "")[:NOTE_CHARACTERS] or None,
    )


def _kind(text: str) -> Literal["movie", "show"] | None:
    if text in _SHOWS:
        return "show"
    return "movie" if text in _MOVIES else None
