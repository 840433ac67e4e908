"""How far a scan is: what a worker needs to go on with the scan of another one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from music.domain.scanning.counts import Counts


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scan is. Directories that were read are skipped by their digests, so only whole folders are noted."""

    began_at: datetime
    is_full: bool
    finished: tuple[UUID, ...] = ()
    """Music folders that are read."""
    listed_before: int = 0
    """Files of these: what was listed of the folder behind them is listed again by a resumed scan."""
    counts: Counts = field(default=Counts())

    def document(self) -> dict[str, Any]:
        """Return the form in which it is stored."""
        return {
            "began_at": self.began_at.isoformat(),
            "is_full": self.is_full,
            "finished": [str(folder_id) for folder_id in self.finished],
            "listed_before": self.listed_before,
            "counts": self.counts.document(),
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Return stored progress."""
        return cls(
            began_at=datetime.fromisoformat(document["began_at"]),
            is_full=bool(document["is_full"]),
            finished=tuple(UUID(folder_id) for folder_id in document["finished"]),
            listed_before=int(document["listed_before"]),
            counts=Counts.of(document["counts"]),
        )
