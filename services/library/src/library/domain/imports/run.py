"""One import of a user, from the upload to the commit and its reversal."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from library.domain.imports.options import ImportOptions
from library.domain.imports.rows import Format, IgnoredRows, ListHeader, Notice

ImportState = Literal[
    "receiving",
    "received",
    "parsing",
    "matching",
    "ready",
    "committing",
    "committed",
    "reverting",
    "reverted",
    "failed",
]
RowStatus = Literal[
    "matched", "ambiguous", "unmatched", "importing", "rejected", "duplicate", "skipped", "committed", "reverted"
]

WORKING: Final[frozenset[ImportState]] = frozenset({"received", "parsing", "matching", "committing", "reverting"})
"""States in which a worker has something to do."""
MOST_UNDECIDED: Final = 10
"""Imports of a user that are neither committed nor reverted nor failed."""
UNDECIDED_FOR: Final = timedelta(days=7)
"""How long an import waits for its user's decision before it is deleted."""
ROWS_FOR: Final = timedelta(days=30)
"""How long the rows of a committed import are shown after its last change."""
REVERTIBLE_FOR: Final = timedelta(days=365)
"""How long an import is kept after its last change; then it can no longer be reverted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """An import."""

    import_id: UUID
    user_id: UUID
    name: str
    """The name of the file."""
    size: int
    """The bytes of the file."""
    format: Format | None
    """The format that the user chose or that was found; null until then."""
    state: ImportState
    options: ImportOptions
    created_at: datetime
    updated_at: datetime
    done: int = 0
    """How many rows the present phase has processed."""
    total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    """The number of rows by status."""
    ignored: tuple[IgnoredRows, ...] = ()
    notices: tuple[Notice, ...] = ()
    lists: tuple[ListHeader, ...] = ()
    contents: Mapping[str, int] = field(default_factory=dict)
    """How many statements of each kind the file has."""
    error_code: str | None = None
    error: str | None = None

    @property
    def origin(self) -> str:
        """The origin of the plays and marks of the import."""
        return f"import:{self.format}"

    @property
    def has_ended(self) -> bool:
        """Whether it is over: failed, or committed without a row that waits for its title."""
        return self.state == "failed" or (self.state == "committed" and not self.counts.get("importing"))

    def in_state(self, state: ImportState, now: datetime) -> "ImportRun":
        """Return the import in another state, with its progress at zero."""
        return replace(self, state=state, updated_at=now, done=0)

    def failed(self, code: str, message: str, now: datetime) -> "ImportRun":
        """Return the import as failed."""
        return replace(self, state="failed", error_code=code, error=message, updated_at=now)
