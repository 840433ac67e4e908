"""Reasons why a file cannot be imported at all; a bad row never raises one of these.

LibraryError
└── ImportRefused
    ├── ImportTooLarge
    ├── ImportUnreadable
    ├── ImportFormatUnknown
    ├── ImportColumnMissing
    └── ImportEmpty
"""

from library.domain.errors import LibraryError


class ImportRefused(LibraryError):
    """A file as a whole cannot be imported."""


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
