"""Errors of editing; `catalog.domain.errors` draws them."""

from catalog.domain.errors import CatalogError


class EditConflict(CatalogError):
    """What is edited has another version than `If-Match` names."""


class GenreUnknown(CatalogError):
    """No title of the catalog has the genre."""


class MergeNotAllowed(CatalogError):
    """The title cannot be merged into the other one."""
