"""Titles that the catalog lacks and that a row names by an id by which they can be imported."""

from dataclasses import dataclass
from typing import Final

from library.domain.imports.applying.matching import TitleReference
from library.domain.imports.rows import Kind

MOST_REQUESTED: Final = 500
"""Titles of one user that wait for their import at once."""


@dataclass(frozen=True, slots=True, order=True)
class TitleRequest:
    """A title to import: by TMDB's id, or by IMDb's."""

    kind: Kind
    tmdb_id: int | None
    imdb_id: str | None


def request_of(reference: TitleReference) -> TitleRequest | None:
    """Return the request for a title, null when its file states no type or neither id."""
    ids = reference.ids
    if reference.kind is None or (ids.tmdb is None and ids.imdb is None):
        return None
    return TitleRequest(reference.kind, ids.tmdb, ids.imdb)
