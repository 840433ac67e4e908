"""Reasons why a file cannot be imported at all, and why a request to an import is refused.

LibraryError
├── ImportRefused
│   ├── ImportTooLarge
│   ├── ImportUnreadable
│   ├── ImportFormatUnknown
│   ├── ImportColumnMissing
│   └── ImportEmpty
├── ImportNotFound
├── ImportRowNotFound
├── ImportRowFixed
├── ImportStateForbids
├── ImportPartMissing
├── TooManyImports
└── TooManyImportStreams
"""

from library.domain.errors import LibraryError


class ImportRefused(LibraryError):
    """A file as a whole cannot be imported; a bad row never raises this."""


class ImportTooLarge(ImportRefused):
    """A file has more bytes, files or rows than an import may have."""


class ImportUnreadable(ImportRefused):
    """A file is damaged, encrypted, or not what it seems to be."""


class ImportFormatUnknown(ImportRefused):
    """No format is like this file."""


class ImportColumnMissing(ImportRefused):
    """A table lacks a column without which no row can be read."""


class ImportEmpty(ImportRefused):
    """A file has no rows."""


class ImportNotFound(LibraryError):
    """The user has no import with this id."""


class ImportRowNotFound(LibraryError):
    """The import has no row with this number."""


class ImportRowFixed(LibraryError):
    """What the row means cannot be changed any more."""


class ImportStateForbids(LibraryError):
    """The state of the import does not allow this."""


class ImportPartMissing(LibraryError):
    """An upload cannot be completed without all of its parts."""


class TooManyImports(LibraryError):
    """The user has too many imports that are not over."""


class TooManyImportStreams(LibraryError):
    """The user follows too many imports at once."""
