"""The edition of a title: everything that editors decided about it, under one version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from catalog.domain.editing.errors import EditConflict, MergeNotAllowed
from catalog.domain.editing.overrides import Override
from catalog.domain.merge_chain import Successor


@dataclass(frozen=True, slots=True)
class Hiding:
    """The decision to list a title nowhere."""

    reason: str
    user_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Merge:
    """The decision that a title is a duplicate of another one of its kind."""

    into: Successor
    user_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Edition:
    """What editors decided about a title. Version 0 means nothing so far."""

    media_id: UUID
    version: int = 0
    overrides: Mapping[str, Override] = field(default_factory=dict)
    hiding: Hiding | None = None
    merge: Merge | None = None

    @property
    def changes_facts(self) -> bool:
        """Return whether the title is stored otherwise than its provider describes it."""
        return bool(self.overrides) or self.merge is not None


@dataclass(frozen=True, slots=True)
class Condition:
    """The versions of which a write expects one; null expects any."""

    versions: frozenset[int] | None = None

    def check(self, version: int) -> None:
        """Raise EditConflict for another version: two editors cannot overwrite each other."""
        if self.versions is not None and version not in self.versions:
            raise EditConflict("it has changed since: read it again and repeat the change")


@dataclass(frozen=True, slots=True)
class MergeTitle:
    """What decides whether a title may be merged into another one."""

    media_id: UUID
    kind: str
    tmdb_id: int
    deleted: bool
    """Whether its provider deleted it, or it was merged itself."""


def merge_into(title: MergeTitle, target: MergeTitle) -> Successor:
    """Return the successor of a duplicate; raise MergeNotAllowed.

    A target that was merged itself is not allowed, so that mergers form no cycle.
    """
    if target.media_id == title.media_id:
        raise MergeNotAllowed("a title cannot be merged into itself")
    if target.kind != title.kind:
        raise MergeNotAllowed(f"a {title.kind} cannot be merged into a {target.kind}")
    if target.deleted:
        raise MergeNotAllowed("the title to merge into was deleted or merged itself")
    return Successor(target.media_id, target.kind, target.tmdb_id)
