"""Tables: the delimiter, the header, and the records, of which a broken one costs only itself."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from library.domain.imports.errors import ImportTooLarge
from library.domain.imports.limits import LONGEST_LINE, MOST_LINES
from library.domain.imports.text.languages import column_name

DELIMITERS: Final = (",", ";", "\t", "|")
LONGEST_RECORD: Final = 200
"""Lines that one record with quoted line breaks may span; more is an unbalanced quote."""
_MOST_BROKEN: Final = 500
"""Broken records after which a record is one line: looking ahead for every line of a broken file takes too long."""

_LONGEST_HEADER: Final = 100_000
_MOST_COLUMNS: Final = 300
"""Columns that are named; the cells of others are not read."""

_HINT: Final = re.compile(r'"?sep=(.)"?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line on which it begins, its cells by column and in their order."""

    line: int
    cells: Mapping[str, str]
    values: Sequence[str] = ()
    is_longer: bool = False
    """Whether the record has filled cells beyond the header."""

    @property
    def text(self) -> str:
        """The record as a line."""
        return ",".join(self.values)

    def get(self, *columns: str) -> str:
        """Return the first cell of the columns that is not empty, else an empty text."""
        return next((cell for column in columns if (cell := self.cells.get(column, "").strip())), "")


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A line that no reader of CSV accepts."""

    line: int
    text: str


class Table:
    """A table with a header. Its records are read again whenever they are iterated, so that none is kept."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        self._lines = _lines(text)
        at = _next_filled(self._lines, first_line - 1)
        hint = _HINT.fullmatch(self._lines[at].strip(" ")) if at < len(self._lines) else None
        if hint:
            at = _next_filled(self._lines, at + 1)
        self._delimiter = hint.group(1) if hint and hint.group(1) in DELIMITERS else _delimiter(self._lines[at:][:1])
        self.headers: tuple[str, ...] = ()
        self._start = len(self._lines)
        for cells, used in _records(self._lines, at, self._delimiter):
            self.headers = tuple(cell.strip() for cell in cells or ())
            self._start = at + used
            break
        self.columns = tuple(column_name(header) for header in self.headers[:_MOST_COLUMNS])
        self.header_line = at + 1

    @property
    def lines(self) -> Sequence[str]:
        """The lines of the text."""
        return self._lines

    def has(self, *columns: str) -> bool:
        """Return whether the table has all of the columns."""
        return set(columns) <= set(self.columns)

    def records(self) -> Iterator[Record | BrokenRecord]:
        """Yield the records below the header; cells without a header are left out."""
        at = self._start
        for cells, used in _records(self._lines, at, self._delimiter):
            if cells is None:
                yield BrokenRecord(at + 1, self._lines[at])
            elif any(cell.strip() for cell in cells):
                # Reversed, so that the first of two columns with one name counts.
                pairs = zip(reversed(self.columns[: len(cells)]), reversed(cells[: len(self.columns)]), strict=True)
                yield Record(at + 1, dict(pairs), cells, any(cells[len(self.columns) :]))
            at += used

    def column(self, *columns: str) -> Iterator[str]:
        """Yield the cells of a column, or of the first one of several that is filled."""
        for record in self.records():
            if isinstance(record, Record):
                yield record.get(*columns)


class _LinesAhead:
    """The lines of a record for a reader of CSV: it ends where a record would be too long."""

    def __init__(self, lines: Sequence[str], at: int) -> None:
        self._lines = lines
        self.at = at
        self.limit = LONGEST_RECORD
        self.taken = 0

    def __iter__(self) -> "_LinesAhead":
        return self

    def __next__(self) -> str:
        if self.at >= len(self._lines) or self.taken >= self.limit:
            raise StopIteration
        line = self._lines[self.at]
        self.at += 1
        self.taken += 1
        return line + "\n"


def _records(lines: Sequence[str], start: int, delimiter: str) -> Iterator[tuple[list[str] | None, int]]:
    """Yield the cells of each record and its number of lines; null for a line that cannot be read."""
    ahead, broken = _LinesAhead(lines, start), 0
    reader = csv.reader(ahead, delimiter=delimiter, strict=True)
    while ahead.at < len(lines):
        begin, ahead.taken = ahead.at, 0
        ahead.limit = LONGEST_RECORD if broken < _MOST_BROKEN else 1
        try:
            cells = next(reader, None)
        except csv.Error:
            cells = None
        if cells is None:
            # The reader cannot go on after an error: the line is read alone, and the next ones by a new reader.
            broken += 1
            ahead.at = begin + 1
            reader = csv.reader(ahead, delimiter=delimiter, strict=True)
            yield _alone(lines[begin], delimiter), 1
        else:
            yield cells, ahead.at - begin


def _alone(line: str, delimiter: str) -> list[str] | None:
    """Return the cells of a line with stray quotes, null when a cell would not end on it."""
    if line.count('"') % 2:
        return None
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return None


def _lines(text: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MOST_LINES:
        raise ImportTooLarge(f"file: the table has more than {MOST_LINES} lines: import it in parts")
    return [line[:LONGEST_LINE] for line in text.split("\n")]


def _next_filled(lines: Sequence[str], at: int) -> int:
    return next((place for place in range(at, len(lines)) if lines[place].strip()), len(lines))


def _delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter that divides a header into most cells."""
    # A cell of a reader of CSV is shorter than this.
    header = [line[:_LONGEST_HEADER] for line in lines]
    counts = {delimiter: len(next(csv.reader(header, delimiter=delimiter), [])) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: counts[delimiter])
