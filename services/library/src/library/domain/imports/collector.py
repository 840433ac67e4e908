"""Collects the rows of a file, and rejects those that cannot be read without stopping at one."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from library.domain.imports.errors import ImportTooLarge
from library.domain.imports.limits import LONGEST_EXCERPT, MOST_PLAYS, MOST_PLAYS_OF_ROW, MOST_RECORDS, MOST_ROWS
from library.domain.imports.options import NO_CHOICE, ImportOptions
from library.domain.imports.rows import (
    Format,
    IgnoredRows,
    ImportRow,
    ListHeader,
    Notice,
    ParsedFile,
    Play,
    Position,
    RejectedRow,
)
from library.domain.imports.text.documents import Document
from library.domain.imports.text.tables import BrokenRecord, Record, Table
from library.domain.imports.values import InvalidValue, Json, cut

NOT_A_TITLE: Final = "not_a_movie_or_show"
"""Why books, games and music are ignored."""
UNUSED_FILE: Final = "unused_file"
"""Why files of an archive are ignored."""

_UNBALANCED: Final = "the row has a quote that never ends"


class Collector:
    """The content of an upload as far as it was read."""

    def __init__(self, source: Format, options: ImportOptions = NO_CHOICE) -> None:
        self._source = source
        self.options = options
        self._rows: list[ImportRow] = []
        self._rejected: list[RejectedRow] = []
        self._ignored: Counter[tuple[str, str]] = Counter()
        self._notices: dict[Notice, None] = {}
        self._lists: dict[str, ListHeader] = {}
        self._plays = 0

    def records(
        self,
        document: Document,
        read: Callable[[Record, Position], Iterable[ImportRow]],
        table: Table | None = None,
    ) -> None:
        """Add the rows of every record of a table, by default of the one that the document is."""
        longer = 0
        for number, record in enumerate((table or document.table).records()):
            if number == MOST_RECORDS:
                raise ImportTooLarge(f"file: the table has more than {MOST_RECORDS} rows: import it in parts")
            position = Position(document.label, record.line)
            if isinstance(record, BrokenRecord):
                self.reject(position, InvalidValue("unbalanced_quote", "row", _UNBALANCED), record.text)
                continue
            longer += record.is_longer
            self.collect(position, partial(_text, record), partial(read, record, position))
        if longer:
            self.notice(document.label, "extra_cells", f"{longer} rows have more cells than the header has columns")

    def entries(
        self, document: Document, values: Iterable[object], read: Callable[[Json, Position], Iterable[ImportRow]]
    ) -> None:
        """Add the rows of every entry of a JSON array."""
        for number, value in enumerate(values, 1):
            self.entry(document, number, value, read)

    def entry(
        self, document: Document, number: int, value: object, read: Callable[[Json, Position], Iterable[ImportRow]]
    ) -> None:
        """Add the rows of one JSON entry."""
        position = Position(document.label, number)
        self.collect(position, partial(_json_text, value), partial(read, Json(value), position))

    def collect(self, position: Position, excerpt: Callable[[], str], read: Callable[[], Iterable[ImportRow]]) -> None:
        """Add the rows of one line or entry, all of them or, when one cannot be read, none."""
        try:
            rows = list(read())
            for row in rows:
                _check(row)
        except InvalidValue as invalid:
            self.reject(position, invalid, excerpt())
            return
        for row in rows:
            self._rows.append(row)
            self._plays += sum(action.count for action in row.actions if isinstance(action, Play))
        self._check_size()

    def reject(self, position: Position, invalid: InvalidValue, excerpt: str) -> None:
        """Add a row that cannot be read."""
        shown = cut(" ".join(excerpt.split()).replace("\0", "\ufffd"), LONGEST_EXCERPT) or ""
        self._rejected.append(RejectedRow(position, invalid.code, invalid.field, invalid.message, shown))
        self._check_size()

    def ignore(self, file: str, reason: str, count: int = 1) -> None:
        """Count rows that are not imported on purpose."""
        self._ignored[file, reason] += count

    def notice(self, file: str, code: str, message: str) -> None:
        """Add a remark on a file, once."""
        self._notices[Notice(file, code, message)] = None

    def add_list(self, header: ListHeader) -> None:
        """Add a list; the first description of a name counts."""
        self._lists.setdefault(header.name, header)

    def result(self) -> ParsedFile:
        """Return what was collected."""
        return ParsedFile(
            self._source,
            tuple(self._rows),
            tuple(self._rejected),
            tuple(IgnoredRows(file, reason, count) for (file, reason), count in self._ignored.items()),
            tuple(self._notices),
            tuple(self._lists.values()),
        )

    def _check_size(self) -> None:
        if len(self._rows) + len(self._rejected) > MOST_ROWS:
            raise ImportTooLarge(f"file: the file has more than {MOST_ROWS} rows: import it in parts")
        if self._plays > MOST_PLAYS:
            raise ImportTooLarge(f"file: the file counts more than {MOST_PLAYS} plays: import it in parts")


def _text(record: Record) -> str:
    return record.text


def _json_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[: LONGEST_EXCERPT * 2]


def _check(row: ImportRow) -> None:
    if not (row.title or row.ids.known or row.episode_ids.known):
        raise InvalidValue("title_missing", "title", "title must not be empty: the row has no id either")
    for action in row.actions:
        if isinstance(action, Play) and not 1 <= action.count <= MOST_PLAYS_OF_ROW:
            raise InvalidValue("out_of_range", "plays", f"plays must be from 1 to {MOST_PLAYS_OF_ROW}")
