"""The order in which artists, albums, tracks and genres were chosen."""

from collections.abc import Iterable
from typing import Protocol, TypeVar
from uuid import UUID


class Identified(Protocol):
    """What has an id."""

    @property
    def id(self) -> UUID:
        """Return the id."""
        ...


ViewT = TypeVar("ViewT", bound=Identified)


def in_order(ids: Iterable[UUID], views: Iterable[ViewT]) -> list[ViewT]:
    """Return views in the order of ids; ids without a view are left out."""
    by_id = {view.id: view for view in views}
    return [by_id[key] for key in ids if key in by_id]
