"""What a scan counts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Counts:
    """The files of a scan so far."""

    listed: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    recognized: int = 0
    """New and changed files whose title was found."""

    def plus(self, other: "Counts") -> "Counts":
        """Return the sum."""
        return replace(
            self, **{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)}
        )

    @property
    def altered(self) -> int:
        """How many files have come, changed or gone."""
        return self.new + self.changed + self.gone

    def altered_share(self, total: int) -> float:
        """Return the share of the source's files that have come, changed or gone."""
        return self.altered / total if total else float(self.altered > 0)

    def document(self) -> dict[str, int]:
        """Return the counts as JSON."""
        return asdict(self)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Return the counts of a document; those that are missing are 0."""
        return cls(**{field.name: int(document.get(field.name, 0)) for field in fields(cls)})
