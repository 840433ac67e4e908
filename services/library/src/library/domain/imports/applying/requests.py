"""Titles that the catalog lacks and that a row names in a way by which they can be imported."""

from dataclasses import dataclass
from typing import Final, Literal

from library.domain.imports.rows import ImportRow, Kind

MOST_REQUESTED: Final = 500
"""Titles of one user that wait for their import at once."""
LONGEST_NAME: Final = 200

NotRequested = Literal["title_unknown", "kind_unknown", "year_unknown"]


@dataclass(frozen=True, slots=True, order=True)
class TitleRequest:
    """A title to import: by an id of TMDB, IMDb or TVDB, or by its name and year."""

    kind: Kind
    tmdb_id: int | None = None
    imdb_id: str | None = None
    tvdb_id: int | None = None
    title: str | None = None
    year: int | None = None


def request_of(row: ImportRow) -> TitleRequest | NotRequested:
    """Return the request for the title of a row, or why there can be none.

    A name alone means several titles, so that it needs a year, and no id means a title of both kinds.
    """
    ids = row.ids
    has_id = ids.tmdb is not None or ids.imdb is not None or ids.tvdb is not None
    if row.kind is None:
        return "kind_unknown"
    if ids.tmdb is not None or ids.imdb is not None:
        return TitleRequest(row.kind, ids.tmdb, ids.imdb)
    title = row.title[:LONGEST_NAME] if row.title and row.year is not None else None
    if not has_id and title is None:
        return "year_unknown" if row.title else "title_unknown"
    return TitleRequest(row.kind, tvdb_id=ids.tvdb, title=title, year=row.year if title else None)
