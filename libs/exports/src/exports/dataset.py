"""What is exported."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

TYPES: Final = frozenset({"VARCHAR", "BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "DATE", "TIMESTAMPTZ"})
"""Types that every reader of Parquet knows. Ids are texts, because few know UUIDs."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A view of the service's schema, and the columns that leave it."""

    name: str
    """The name of the folder."""
    view: str
    columns: Mapping[str, str]
    """The type of each column in Parquet, by name. `day` is not one of them: the folder names it."""
    by_day: bool
    """Whether there is one file per day; otherwise one file has all rows."""

    def __post_init__(self) -> None:
        """Raise ValueError for a type that some readers do not know."""
        unknown = set(self.columns.values()) - TYPES
        if unknown or "day" in self.columns:
            raise ValueError(f"{self.name} cannot be exported: {', '.join(sorted(unknown)) or 'day is a folder'}")
