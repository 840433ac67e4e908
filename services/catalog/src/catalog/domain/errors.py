"""What can be wrong in catalog's own words.

CatalogError
├── MediaNotFound
├── SeasonNotFound
└── SlugsExhausted
"""


class CatalogError(Exception):
    """Base of every error of this service."""


class MediaNotFound(CatalogError):
    """No listed title of that kind has the slug."""


class SeasonNotFound(CatalogError):
    """The show has no synced season of that number."""


class SlugsExhausted(CatalogError):
    """Every slug a title could take is taken."""

    code = "slugs_exhausted"
