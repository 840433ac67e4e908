"""The edition of a title: everything that editors decided about it, under one version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from catalog.domain.editing.errors import EditConflict
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
    featured_at: datetime | None = None

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
