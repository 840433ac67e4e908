"""How far a scan is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sources.domain.scanning.counts import Counts


@dataclass(frozen=True, slots=True)
class Progress:
    """What a scan continues from, after its worker was lost too."""

    began_at: datetime
    is_listing: bool
    position: str | None = None
    """Behind the last page that was stored."""
    is_complete: bool = True
    """Whether every folder could be read so far."""
    batch: int = 0
    counts: Counts = field(default_factory=Counts)

    def document(self) -> dict[str, Any]:
        """Return the checkpoint."""
        return {
            "began_at": self.began_at.isoformat(),
            "is_listing": self.is_listing,
            "position": self.position,
            "is_complete": self.is_complete,
            "batch": self.batch,
            "counts": self.counts.document(),
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Progress":
        """Return the progress of a checkpoint."""
        own = {"began_at": datetime.fromisoformat(document["began_at"]), "counts": Counts.of(document["counts"])}
        return cls(**{**document, **own})
