"""Lists as export files: CSV of IMDb (lists, the watchlist) and of Letterboxd (lists, the watchlist). Pure.

A row that names no movie or show is left out; a record that is no CSV affects only its line.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ingestion.domain.csv_records import lines_of, record_at
from ingestion.domain.external.failures import ListFileInvalid
from ingestion.domain.external.items import ListedItem
from ingestion.domain.titles.facts import Kind

MOST_ROWS: Final = 20_000
LONGEST_NAME: Final = 300
_LONGEST_RECORD: Final = 200
_MOST_BROKEN: Final = 200
"""Lines that are no CSV: each costs reading up to `_LONGEST_RECORD` lines."""
_HEADERS: Final[tuple[frozenset[str], ...]] = (
    frozenset({"const"}),
    frozenset({"name", "year", "url"}),
    frozenset({"name", "year", "letterboxduri"}),
)
_KINDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("movie", "tvmovie", "short", "tvshort", "video", "tvspecial", "feature", "featurefilm"), "movie"),
    **dict.fromkeys(("tvseries", "tvminiseries", "miniseries"), "show"),
}
_IMDB: Final = re.compile(r"tt[0-9]{5,12}")


def read_export(text: str) -> tuple[ListedItem, ...]:
    """Return the items of an export in the order of its rows; raise ListFileInvalid."""
    rows = _records(text)
    columns: tuple[str, ...] | None = None
    items: list[ListedItem] = []
    for row in rows:
        names = tuple(re.sub(r"[^a-z]", "", cell.lower()) for cell in row)
        if columns is None:
            if any(header <= set(names) for header in _HEADERS):
                columns = names
            continue
        if (item := _item(dict(zip(columns, row, strict=False)))) is not None:
            items.append(item)
    if columns is None:
        raise ListFileInvalid(
            "file: no line names the columns of an IMDb list (Const) or a Letterboxd list (Name, Year)"
        )
    if not items:
        raise ListFileInvalid("file: no row names a movie or a show")
    return tuple(items)


def _item(row: Mapping[str, str]) -> ListedItem | None:
    name = (row.get("name") or row.get("title") or "").strip()[:LONGEST_NAME] or None
    year_text = row.get("year", "").strip()
    year = int(year_text) if re.fullmatch(r"[0-9]{4}", year_text) else None
    if "const" not in row:
        item = ListedItem("movie", name=name, year=year)
        return item if item.key else None
    title_type = re.sub(r"[^a-z]", "", row.get("titletype", "").lower())
    imdb_id = row["const"].strip()
    if not _IMDB.fullmatch(imdb_id) or (title_type and title_type not in _KINDS):
        return None
    return ListedItem(_KINDS.get(title_type), imdb_id=imdb_id, name=name, year=year)


def _records(text: str) -> Iterator[Sequence[str]]:
    lines = lines_of(text)
    if len(lines) > MOST_ROWS:
        raise ListFileInvalid(f"file: the table has more than {MOST_ROWS} lines")
    at = broken = 0
    while at < len(lines):
        try:
            row, used = record_at(lines, at, longest=_LONGEST_RECORD)
        except csv.Error:
            at, broken = at + 1, broken + 1
            if broken > _MOST_BROKEN:
                raise ListFileInvalid(f"file: more than {_MOST_BROKEN} lines are no CSV") from None
            continue
        at += used
        yield row
