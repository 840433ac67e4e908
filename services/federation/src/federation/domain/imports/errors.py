"""Errors of imports.

FederationError
├── ImportNotFound
└── ImportsUnavailable
"""

from uuid import UUID

from federation.domain.errors import FederationError


class ImportNotFound(FederationError):
    """No such import exists."""

    def __init__(self, import_id: UUID) -> None:
        super().__init__(f"no import {import_id} exists")


class ImportsUnavailable(FederationError):
    """No folder for imports is configured."""

    def __init__(self) -> None:
        super().__init__("no folder for imported albums is configured")


class FileDiffers(Exception):
    """A file has another hash or size than its server states; no client gets it."""

    def __init__(self) -> None:
        super().__init__("the file has another hash than its server states")
