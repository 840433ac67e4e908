"""Use cases of search."""

from dataclasses import dataclass

from search.application.beyond.compatible_search import CompatibleSearch
from search.application.beyond.search_providers import SearchProviders
from search.application.searching.related import SimilarTitles
from search.application.searching.search import Search


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    search: Search
    similar: SimilarTitles
    providers: SearchProviders
    compatible: CompatibleSearch
