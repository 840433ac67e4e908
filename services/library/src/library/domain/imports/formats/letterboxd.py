"""The export of Letterboxd: diary, reviews, ratings, watched, watchlist and lists as CSV, together or alone.

Files for the import of Letterboxd, such as Marquee exports, are read too: they name titles by `Title` and by ids.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Final, Literal

from library.domain.imports.collector import UNUSED_FILE, Collector
from library.domain.imports.formats.reader import FormatReader
from library.domain.imports.limits import (
    LONGEST_DESCRIPTION,
    LONGEST_LIST_NAME,
    LONGEST_MEMBER_NOTE,
    LONGEST_NOTE,
    LONGEST_TAG,
    MOST_TAGS,
)
from library.domain.imports.rows import (
    Action,
    ExternalIds,
    ImportRow,
    ListHeader,
    ListMember,
    Moment,
    Note,
    Play,
    Position,
    Rating,
    Tags,
)
from library.domain.imports.text.dates import DateReader
from library.domain.imports.text.documents import Document
from library.domain.imports.text.languages import column_name
from library.domain.imports.text.tables import Record, Table
from library.domain.imports.values import (
    cut,
    filled,
    id_of,
    imdb_of,
    is_true,
    rating_of,
    text_of,
    title_of,
    whole,
    year_of,
)

STARS: Final = 5
_IDS: Final = frozenset({"Title", "tmdbID", "imdbID"})
"""Columns of a file for the import of Letterboxd, in its spelling: `tmdbId` is of the generic schema."""
_LIST_MARK: Final = "letterboxd list export"
_IGNORED_FOLDERS: Final = ("likes/", "deleted/", "orphaned/")

_Part = Literal["diary", "reviews", "ratings", "watched", "watchlist", "list"]
_ORDER: Final[tuple[_Part, ...]] = ("diary", "reviews", "ratings", "watchlist", "list", "watched")
"""The plays of the diary come first: a title that was only watched counts as one play at least."""


def _part(document: Document) -> _Part | None:
    if document.head.lower().startswith(_LIST_MARK):
        return "list"
    table = document.table
    is_export = table.has("letterboxduri") and (table.has("name") or table.has("title"))
    is_for_import = set(table.headers) >= _IDS
    if not (is_export or is_for_import) or any(f"/{folder}" in f"/{document.name}" for folder in _IGNORED_FOLDERS):
        return None
    if table.has("review"):
        return "reviews"
    if table.has("watcheddate"):
        return "diary"
    if table.has("rating") or table.has("rating10"):
        return "ratings"
    return "watchlist" if "watchlist" in document.stem else "watched"


def _recognises(document: Document) -> bool:
    return _part(document) is not None


def _read(documents: Sequence[Document], now: datetime, collector: Collector) -> None:
    parts: list[tuple[_Part, Document]] = []
    for document in documents:
        part = _part(document)
        document.forget()
        if part is None:
            collector.ignore(document.label, UNUSED_FILE)
        else:
            parts.append((part, document))
    has_diary = any(part == "diary" for part, _ in parts)
    for part, document in sorted(parts, key=lambda pair: _ORDER.index(pair[0])):
        if part == "list":
            _read_list(document, now, collector)
        else:
            collector.records(document, partial(_rows, part, has_diary, DateReader(now, "mdy"), now.year))
        document.forget()


def _rows(
    part: _Part, has_diary: bool, dates: DateReader, this_year: int, record: Record, position: Position
) -> Iterable[ImportRow]:
    logged = dates.moment(record.get("date"), "Date")
    actions = _actions(part, has_diary, dates, logged, record)
    # The address in a diary is that of the entry and not of the title.
    address = None if part in {"diary", "reviews"} else _address(record)
    ids = ExternalIds(
        imdb=imdb_of(record.get("imdbid"), "imdbID"), tmdb=id_of(record.get("tmdbid"), "tmdbID"), letterboxd=address
    )
    yield _row(record, position, this_year, tuple(actions), ids)


def _actions(part: _Part, has_diary: bool, dates: DateReader, logged: Moment, record: Record) -> Iterable[Action]:
    if part == "watched":
        yield Play(total=True)
    if part == "watchlist":
        yield ListMember(None, added_at=logged)
    review = cut(text_of(record.get("review")), LONGEST_NOTE)
    if review:
        yield Note(review, logged)
    # A review with a date is an entry of the diary too.
    if part == "reviews" and has_diary:
        return
    watched = dates.moment(record.get("watcheddate"), "Watched Date")
    if part in {"diary", "reviews"} and watched.at is not None:
        yield Play(watched, rewatch=is_true(record.get("rewatch")))
    rating = rating_of(record.get("rating"), "Rating", STARS) or rating_of(record.get("rating10"), "Rating10", 10)
    if rating is not None:
        yield Rating(rating, logged)
    tags = _tags(record.get("tags"))
    if tags:
        yield Tags(tags)


def _read_list(document: Document, now: datetime, collector: Collector) -> None:
    """Read a list: a table of its name and description above the table of its members."""
    about = Table(document.text, first_line=2)
    record = next((record for record in about.records() if isinstance(record, Record)), None)
    name = cut(title_of(record.get("name")) if record else None, LONGEST_LIST_NAME) or document.original_stem
    description = cut(text_of(record.get("description")), LONGEST_DESCRIPTION) if record else None
    start = next((at for at, line in enumerate(about.lines, 1) if column_name(line[:10]).startswith("position")), None)
    collector.add_list(ListHeader(name, description, ordered=True))
    if start is not None:
        collector.records(document, partial(_members, name, now.year), Table(document.text, first_line=start))


def _members(name: str, this_year: int, record: Record, position: Position) -> Iterable[ImportRow]:
    place = whole(record.get("position"), "Position", 1, 1_000_000)
    note = cut(text_of(record.get("description")), LONGEST_MEMBER_NOTE)
    member = ListMember(name, position=place, note=note)
    yield _row(record, position, this_year, (member,), ExternalIds(letterboxd=_address(record)))


def _row(
    record: Record, position: Position, this_year: int, actions: tuple[Action, ...], ids: ExternalIds
) -> ImportRow:
    year = year_of(record.get("year"), "Year", this_year)
    return ImportRow(
        position, title_of(record.get("name", "title"), "Name") or "", actions, kind="movie", year=year, ids=ids
    )


def _address(record: Record) -> str | None:
    address = filled(record.get("letterboxduri", "url"))
    return cut(address.removeprefix("https://").removeprefix("http://").rstrip("/"), 200) if address else None


def _tags(cell: str) -> tuple[str, ...]:
    names = dict.fromkeys(tag for part in cell.split(",") if (tag := cut(text_of(part), LONGEST_TAG)))
    return tuple(names)[:MOST_TAGS]


LETTERBOXD: Final = FormatReader("letterboxd", _recognises, _read)
