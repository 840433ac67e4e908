"""Countries of network addresses."""

from pathlib import Path

from chassis.storage.locations.file import LocationFile


class NoLocations:
    """Knows no country: the default, since no file of locations is shipped."""

    def country(self, address: str) -> str | None:  # noqa: ARG002 - the port has it
        """Return null."""
        return None


class KnownLocations:
    """The countries of a file."""

    def __init__(self, path: Path) -> None:
        """Read the file; raise BadLocationFile."""
        self._file = LocationFile(path)

    def country(self, address: str) -> str | None:
        """Return the country of an address, or null for one that is unknown or no address."""
        place = self._file.of(address)
        return None if place is None else place.country
