"""Approximate locations of addresses, from a database file in MaxMind's format."""

import ipaddress
import logging
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from maxminddb import MODE_MEMORY, InvalidDatabaseError, Reader, open_database

logger = logging.getLogger(__name__)

_KINDS: Final = ("city", "country", "enterprise")
"""What the type of a database names if its records have a country."""

# The reader checks little: a damaged file ends its decoding in any of these ways.
_DAMAGES: Final = (InvalidDatabaseError, ValueError, TypeError, LookupError, RecursionError, struct.error)


class BadLocationFile(ValueError):
    """A file that is no database of countries or cities."""


@dataclass(frozen=True, slots=True)
class Place:
    """The country (ISO 3166-1) and, if known, the city."""

    country: str
    city: str | None = None


class LocationFile:
    """The locations of a file, which is read again as soon as it has changed.

    It is read into memory: a mapped file that another program overwrites would end the process.
    """

    def __init__(self, path: Path) -> None:
        """Read the file; raise BadLocationFile."""
        self._path = path
        self._signature = self._current_signature()
        self._reader = self._read()

    def of(self, address: str) -> Place | None:
        """Return the location of an address, or null for one that is unknown or no address."""
        self._reopen()
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return None
        if ip.version == 6:
            ip = ip.ipv4_mapped or ip
        try:
            if ip.version > self._reader.metadata().ip_version:
                return None
            return _place(self._reader.get(ip))
        except _DAMAGES:
            logger.warning("%s is damaged", self._path)
            return None

    def _reopen(self) -> None:
        """Read the file again if it has changed; what cannot be read is logged once and changes nothing."""
        signature = self._current_signature()
        if signature == self._signature:
            return
        self._signature = signature
        try:
            self._reader = self._read()
        except BadLocationFile as bad:
            logger.warning("the locations in use stay: %s", bad)

    def _current_signature(self) -> tuple[int, int, int] | None:
        """Return what changes with the file, or null without one."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def _read(self) -> Reader:
        try:
            reader = open_database(self._path, MODE_MEMORY)
            kind = str(reader.metadata().database_type)
        except OSError as error:
            raise BadLocationFile(f"{self._path} cannot be read: {os.strerror(error.errno or 0)}") from error
        except _DAMAGES as error:
            raise BadLocationFile(f"{self._path} is no file in MaxMind's format") from error
        if not any(name in kind.casefold() for name in _KINDS):
            raise BadLocationFile(f"{self._path} has no countries or cities: its type is {kind}")
        return reader


def _place(entry: Any) -> Place | None:
    country = _member(_member(entry, "country"), "iso_code")
    city = _member(_member(_member(entry, "city"), "names"), "en")
    if not isinstance(country, str):
        return None
    return Place(country, city if isinstance(city, str) else None)


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None
