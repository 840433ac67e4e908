"""Tables of ids as users send them: encoding, delimiter, header and line numbers.

A bad row affects only itself. A record that no CSV reader accepts (an unbalanced quote, a huge cell) costs its first
line, and reading goes on with the next one.
"""

import codecs
import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ingestion.domain.csv_records import lines_of, record_at
from ingestion.domain.errors import InvalidRows
from ingestion.domain.titles.facts import Kind, TitleKey

MOST_ROWS: Final = 10_000
LONGEST_RECORD: Final = 100
"""Lines that one record with quoted line breaks may span; more is an unbalanced quote."""
LONGEST_CELL: Final = 60
"""Characters of a cell that are kept: no valid cell is longer."""

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS: Final = (",", ";", "\t", "|")
_COLUMNS: Final[Mapping[str, str]] = {
    "tmdbid": "tmdbId",
    "tmdb": "tmdbId",
    "themoviedbid": "tmdbId",
    "type": "type",
    "kind": "type",
    "mediatype": "type",
    "titletype": "type",
}
_KINDS: Final[Mapping[str, Kind]] = {
    "movie": "movie",
    "movies": "movie",
    "film": "movie",
    "show": "show",
    "shows": "show",
    "tv": "show",
    "tvshow": "show",
    "tvseries": "show",
    "series": "show",
}


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the line on which it begins (the header is line 1), its two cells, and why it cannot be read."""

    line: int
    number: str
    kind: str = ""
    problem: str | None = None


def decode(body: bytes) -> str:
    """Return a table's text: the encoding of its byte order mark, else UTF-8, else Windows-1252.

    A character that cannot be decoded becomes U+FFFD, so that it costs its cell and not the table.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("windows-1252", errors="replace")


def read_table(text: str) -> list[TableRow]:
    """Return the rows of a table; raise InvalidRows when the table as a whole cannot be read."""
    lines = lines_of(text)
    start, delimiter, places = _header(lines)
    rows: list[TableRow] = []
    for row in _records(lines, start, delimiter, places):
        if len(rows) == MOST_ROWS:
            raise InvalidRows(f"the table has more than {MOST_ROWS} rows; send several tables")
        rows.append(row)
    if not rows:
        raise InvalidRows("the table has no rows")
    return rows


def read_title(number: str, kind: str) -> tuple[TitleKey | None, str | None]:
    """Return the title that two cells name, or what is wrong with them."""
    known_kind = _KINDS.get(re.sub(r"[\s_-]", "", kind).lower())
    if known_kind is None:
        return None, f"type {cut(kind)!r} is neither movie nor show"
    # Length before value: Python refuses to convert a text of thousands of digits.
    digits = number.lstrip("0")
    if not (number.isascii() and number.isdigit()) or not 0 < len(digits) <= 10 or int(digits) >= 2**31:
        return None, f"tmdbId {cut(number)!r} is not a whole number from 1 to 2147483647"
    return TitleKey(known_kind, int(digits)), None


def cut(cell: str) -> str:
    """Return a cell as it is kept and shown: cut where it is longer than any valid one."""
    return cell if len(cell) <= LONGEST_CELL else f"{cell[:LONGEST_CELL]}…"


def _header(lines: Sequence[str]) -> tuple[int, str, Mapping[str, int]]:
    """Return the place of the first row after the header, the delimiter, and the places of the columns."""
    at = next((at for at, line in enumerate(lines) if line.strip()), 0)
    hint = re.fullmatch(r"sep=(.)", lines[at].strip(), re.IGNORECASE)
    if hint and hint.group(1) in _DELIMITERS:
        at += 1
    problem: str | None = None
    for delimiter in _DELIMITERS:
        try:
            cells, used = record_at(lines, at, longest=LONGEST_RECORD, delimiter=delimiter)
        except csv.Error as broken:
            problem = problem or f"line {at + 1}: {broken}"
            continue
        places = _places(cells)
        if places.keys() == {"tmdbId", "type"}:
            return at + used, delimiter, places
    raise InvalidRows(problem or "the first line must name the columns tmdbId and type")


def _places(cells: Sequence[str]) -> Mapping[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = _COLUMNS.get(re.sub(r"[\s_.-]", "", cell).lower())
        if name is None:
            continue
        if name in places:
            raise InvalidRows(f"the first line names the column {name} twice")
        places[name] = place
    return places


def _records(lines: Sequence[str], start: int, delimiter: str, places: Mapping[str, int]) -> Iterator[TableRow]:
    at = start
    while at < len(lines):
        try:
            cells, used = record_at(lines, at, longest=LONGEST_RECORD, delimiter=delimiter)
        except csv.Error as broken:
            yield TableRow(at + 1, cut(lines[at].strip()), problem=f"not readable as CSV: {broken}")
            at += 1
            continue
        if any(cell.strip() for cell in cells):
            number, kind = (_cell(cells, places[name]) for name in ("tmdbId", "type"))
            yield TableRow(at + 1, number, kind)
        at += used


def _cell(cells: Sequence[str], place: int) -> str:
    return cut(cells[place].strip()) if place < len(cells) else ""
