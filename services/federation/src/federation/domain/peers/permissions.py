"""What a server lets another one do."""

from collections.abc import Iterable
from enum import StrEnum


class Permission(StrEnum):
    """One thing that another server may do. The values are stored and part of the API."""

    BROWSE = "browse"
    """Read which albums, lists and titles are shared."""
    STREAM = "stream"
    """Play tracks of shared albums."""
    DOWNLOAD = "download"
    """Copy shared albums."""
    ACTIVITY = "activity"
    """Read what was shared when."""


def in_order(permissions: Iterable[Permission]) -> list[Permission]:
    """Return permissions in the order of their declaration."""
    chosen = set(permissions)
    return [permission for permission in Permission if permission in chosen]
