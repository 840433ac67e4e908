"""What is stored of one user at one moment, section by section."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Protocol

Record = Mapping[str, Any]
"""One row of a section by the names of its members."""


class Sections(Protocol):
    """Sections of one moment: what is written while they are read is not part of them."""

    @property
    def sections(self) -> Sequence[str]:
        """The names of the sections, in their order."""
        ...

    def section(self, name: str) -> AsyncIterator[Sequence[Record]]:
        """Yield the records of a section, some at a time."""
        ...
