"""Movies as Letterboxd imports them (letterboxd.com/about/importing-data): CSV files of at most 1 MB in an archive.

The notes of a user are private and a review is not: notes are left out.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import tzinfo
from os import SEEK_END
from tempfile import TemporaryFile
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from chassis.core.lists.snapshots import Record
from chassis.http.downloads.cells import line
from chassis.http.downloads.spool import Download
from library.application.exports.ports import Snapshot
from library.domain.entries.scales import on_scale

LARGEST_FILE: Final = 1_000_000
TITLE: Final = ("Title", "Year", "tmdbID", "imdbID")
RATED: Final = (*TITLE, "Rating")
DIARY: Final = (*RATED, "WatchedDate", "Rewatch", "Tags")
_LEAST_STARS: Final = 0.5


async def to_letterboxd(snapshot: Snapshot, zone: tzinfo) -> Download:
    """Return an archive of diary, ratings, watched and watchlist; `zone` decides on which day a play was."""

    def diary(record: Record) -> tuple[object, ...]:
        rating = record["rating"] if record["latest"] else None
        watched = record["watched_at"]
        day = watched.date() if record["precision"] == "day" else watched.astimezone(zone).date()
        return (*_title(record), _stars(rating), day, record["rewatch"], ", ".join(record["tags"]))

    # Closed by the download.
    file = TemporaryFile()  # noqa: SIM115
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        await _add(archive, "diary", DIARY, snapshot.table("diary"), diary)
        await _add(
            archive, "ratings", RATED, snapshot.table("ratings"), lambda row: (*_title(row), _stars(row["rating"]))
        )
        await _add(archive, "watched", TITLE, snapshot.table("watched"), _title)
        await _add(archive, "watchlist", TITLE, snapshot.table("watchlist"), _title)
    length = file.seek(0, SEEK_END)
    file.seek(0)
    return Download(file, length, None)


async def _add(
    archive: ZipFile,
    name: str,
    columns: Sequence[str],
    rows: AsyncIterator[Sequence[Record]],
    cells: Callable[[Record], Sequence[object]],
) -> None:
    """Add a table of movies; a file that would be too large is followed by another one."""
    part = _Part(archive, name, line(columns))
    async for records in rows:
        for record in records:
            if record["kind"] == "movie":
                part.write(line(cells(record)))
    part.close()


class _Part:
    """The files of one table; the first one exists even without rows."""

    def __init__(self, archive: ZipFile, name: str, head: bytes) -> None:
        self._archive = archive
        self._name = name
        self._head = head
        self._number = 1
        self._lines = [head]
        self._size = len(head)

    def write(self, row: bytes) -> None:
        """Add a line, in a new file when the present one would be too large."""
        if self._size + len(row) > LARGEST_FILE:
            self.close()
            self._number += 1
            self._lines, self._size = [self._head], len(self._head)
        self._lines.append(row)
        self._size += len(row)

    def close(self) -> None:
        """Write the present file."""
        suffix = "" if self._number == 1 else f"-{self._number}"
        self._archive.writestr(f"{self._name}{suffix}.csv", b"".join(self._lines))


def _title(record: Record) -> tuple[object, ...]:
    released = record["release_date"]
    return record["title"], released.year if released else None, record["tmdb_id"], record["imdb_id"]


def _stars(rating: int | None) -> str | None:
    """Return a rating as stars in halves; Letterboxd has no zero."""
    return None if rating is None else f"{max(_LEAST_STARS, on_scale(rating, 'half_stars')):g}"
