"""Errors of curation; `catalog.domain.errors` draws them."""

from catalog.domain.errors import CatalogError


class CuratedCollectionNotFound(CatalogError):
    """No collection has the slug, or it is not published."""


class CollectionExists(CatalogError):
    """A collection has the slug already."""


class TitleUnknown(CatalogError):
    """A title that was never imported is named."""


class ScheduledChangeNotFound(CatalogError):
    """No scheduled change has the id."""


class ScheduleEnded(CatalogError):
    """The scheduled change was applied or cancelled before."""


class DueInThePast(CatalogError):
    """The instant of a scheduled change is not in the future."""
