"""Ratings in the columns of the export of IMDb."""

from typing import Final

from chassis.core.lists.snapshots import Record
from chassis.http.downloads.cells import line
from chassis.http.downloads.spool import Download, Spool
from library.application.exports.ports import Snapshot
from library.domain.entries.scales import on_scale

COLUMNS: Final = (
    *("Const", "Your Rating", "Date Rated", "Title", "Original Title", "URL", "Title Type", "IMDb Rating"),
    *("Runtime (mins)", "Year", "Genres", "Num Votes", "Release Date", "Directors"),
)
_TITLE_TYPES: Final = {"movie": "Movie", "show": "TV Series"}


async def to_imdb(snapshot: Snapshot) -> Download:
    """Return a row per rated title; one that IMDb does not know has no `Const`."""
    spool = Spool()
    spool.write(line(COLUMNS))
    async for records in snapshot.table("ratings"):
        spool.write(b"".join(line(_row(record)) for record in records))
    return spool.download()


def _row(record: Record) -> tuple[object, ...]:
    imdb, released, rated = record["imdb_id"], record["release_date"], record["rated_at"]
    return (
        imdb,
        # IMDb has no zero.
        max(1, int(on_scale(record["rating"], "stars10"))),
        rated.date() if rated else None,
        record["title"],
        record["original_title"],
        f"https://www.imdb.com/title/{imdb}/" if imdb else None,
        _TITLE_TYPES[record["kind"]],
        None,
        record["runtime_minutes"],
        released.year if released else None,
        None,
        None,
        released,
        None,
    )
