"""Ports of files of media sources."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A link that opens one file of a media source until it expires, and what the file was when it was made."""

    path: str = field(repr=False)
    """Who has it reads the file: it is stored encrypted only."""
    expires_at: datetime
    name: str
    size: int
    """0 when the source states none."""
    entity_tag: str


@dataclass(frozen=True, slots=True)
class FilePart:
    """A range of a file."""

    begin: int
    length: int


class SourceFiles(Protocol):
    """Files of media sources, which sources reads."""

    async def link(self, file_id: UUID, authorization: str) -> SourceLink:
        """Return a link to a file as the user of the `Authorization` header gets it.

        Raise SourceFileNotFound, SourcesUnavailable.
        """
        ...

    async def read(self, path: str, entity_tag: str, total: int, part: FilePart) -> bytes:
        """Return a part of the file of a link, which has `total` bytes.

        Raise FileRejected when it is not that file any more or the link opens nothing, SourceFileAway.
        """
        ...


class LinkSealing(Protocol):
    """Encrypts links."""

    def seal(self, upload_id: UUID, path: str) -> bytes:
        """Return the encrypted link of an upload."""
        ...

    def open(self, upload_id: UUID, sealed: bytes) -> str:
        """Return the link of an upload; raise FileRejected when no key opens it."""
        ...
