"""Titles as lists show them, each with the path of its page: for every response that names titles by id."""

from typing import Final

from pydantic_core import to_json

from catalog.application.read_models import LookupResult, Title
from catalog.presentation.routes import rendering
from catalog.presentation.routes.localization import Languages

_PAGES: Final = {"movie": "/api/v1/catalog/movies/", "show": "/api/v1/catalog/shows/"}


def looked_up(title: Title, result: LookupResult, languages: Languages, more: bytes = b"") -> bytes:
    """Return a title with the path of its page, and with further members that are rendered already."""
    entry = result.entries.get(title.media_id)
    item = rendering.list_item(title, entry, "DEFAULT", result.as_of, result.region, languages)
    return item[:-1] + b',"path":' + to_json(_PAGES[title.kind] + title.slug) + more + b"}"
