"""The condition of a write: the expected version of an entry."""

from dataclasses import dataclass

from library.domain.entries.entry import Entry
from library.domain.errors import EntryChanged


@dataclass(frozen=True, slots=True)
class IfMatch:
    """The condition that an entry exists, in one of `versions` unless they are null."""

    versions: frozenset[int] | None = None

    def check(self, entry: Entry | None) -> None:
        """Raise EntryChanged when the entry does not meet the condition."""
        if entry is None or not entry.exists:
            raise EntryChanged("there is no entry for this title")
        if self.versions is not None and entry.version not in self.versions:
            raise EntryChanged("the entry has changed since: read it again")
