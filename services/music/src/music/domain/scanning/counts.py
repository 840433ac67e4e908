"""What a scan has counted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Counts:
    """Files by what a scan has done with them. The names are stored."""

    listed: int = 0
    added: int = 0
    changed: int = 0
    moved: int = 0
    missing: int = 0
    """Files that have left their folder."""
    returned: int = 0
    """Files that were missing and are there again."""
    unreadable: int = 0
    """Files among those added or changed whose tags cannot be read."""

    @property
    def unchanged(self) -> int:
        """Return how many files are as they were."""
        return max(0, self.listed - self.added - self.changed - self.moved)

    def plus(self, other: "Counts") -> "Counts":
        """Return the sums."""
        return Counts(*(getattr(self, item.name) + getattr(other, item.name) for item in fields(Counts)))

    def document(self) -> dict[str, int]:
        """Return the form in which counts are stored."""
        return {**asdict(self), "unchanged": self.unchanged}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Return stored counts."""
        return cls(**{item.name: int(document.get(item.name, 0)) for item in fields(cls)})
