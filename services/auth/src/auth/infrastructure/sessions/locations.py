"""Approximate locations of addresses, for the list of sessions."""

from pathlib import Path

from auth.domain.sessions.places import Location
from chassis.storage.locations.file import LocationFile


class NoLocations:
    """Knows no location: the default, since no database of locations is shipped."""

    def of(self, address: str) -> Location | None:  # noqa: ARG002 - the port has it
        """Return null."""
        return None


class KnownLocations:
    """The locations of a file."""

    def __init__(self, path: Path) -> None:
        """Read the file; raise BadLocationFile."""
        self._file = LocationFile(path)

    def of(self, address: str) -> Location | None:
        """Return the location of an address, or null for one that is unknown or no address."""
        place = self._file.of(address)
        return None if place is None else Location(place.country, place.city)
