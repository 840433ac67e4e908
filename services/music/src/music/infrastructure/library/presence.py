"""Which tracks users hear, as a condition of queries."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_

from music.infrastructure.library.tables import tracks


def is_heard(folders: Sequence[UUID]) -> ColumnElement[bool]:
    """Return whether a track is in some music folders, with its file there."""
    return and_(tracks.c.folder_id.in_(folders), tracks.c.missing_at.is_(None))
