"""The composition root."""

from dataclasses import dataclass

from chassis.http.client import HttpClient
from chassis.http.images import Images
from chassis.http.tokens import TokenVerifier
from chassis.messaging.log_reader import LogReader
from chassis.messaging.publishing.announcements import Announcements, announcements_of
from chassis.runtime.background import Background
from chassis.runtime.health import Health
from chassis.service_runtime import create_verifier
from search.application import Application
from search.application.beyond.compatible_search import CompatibleSearch
from search.application.beyond.ports import ProviderSearch
from search.application.beyond.search_providers import SearchProviders
from search.application.ports import SearchIndex
from search.application.searching.related import SimilarTitles
from search.application.searching.search import Search
from search.infrastructure.index.served import ServedIndex
from search.infrastructure.index.tantivy_index import TantivyIndex
from search.infrastructure.indexing.folder import IndexFolder
from search.infrastructure.indexing.indexer import Indexer
from search.infrastructure.ingestion.provider_search import IngestionSearch
from search.presentation.caching import KEYS, RenderedResponses
from search.presentation.dependencies import Presentation
from search.presentation.updates import TOPICS, read_updates
from search.settings import Settings


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    settings: Settings
    application: Application
    presentation: Presentation
    health: Health
    verifier: TokenVerifier
    ingestion: IngestionSearch
    indexer: Indexer
    announcements: Announcements

    def backgrounds(self) -> list[Background]:
        """Return the background tasks: what keeps the index up to date, and what announces its commits."""
        return [self.announcements, self.indexer]


def build(
    settings: Settings,
    *,
    index: SearchIndex | None = None,
    provider: ProviderSearch | None = None,
) -> Container:
    """Create the service; open no connection and no file.

    Tests replace the index and the search at the provider.
    """
    ingestion = IngestionSearch(HttpClient(settings.ingestion_url, seconds=settings.provider_seconds, is_ours=True))
    announcements = announcements_of(KEYS.everything, settings.kafka_bootstrap, settings.kafka_security)
    served, health = ServedIndex(announcements.note), Health()
    indexer = Indexer(
        IndexFolder(settings.index_folder),
        served,
        lambda: LogReader(settings.kafka_bootstrap, TOPICS, client_id="search", security=settings.kafka_security),
        read_updates,
        commit_seconds=settings.commit_seconds,
    )
    if index is None:
        health.add("index", indexer.check)
    return Container(
        settings,
        application_of(settings, index or TantivyIndex(served), provider or ingestion),
        Presentation(
            settings.default_region,
            Images(settings.image_base_url),
            settings.provider_seconds,
            RenderedResponses(settings.kept_response_bytes),
        ),
        health,
        create_verifier(settings),
        ingestion,
        indexer,
        announcements,
    )


def application_of(settings: Settings, index: SearchIndex, provider: ProviderSearch) -> Application:
    """Return the use cases over an index and a search at the provider."""
    search, providers = Search(index), SearchProviders(index, provider)
    return Application(
        search=search,
        similar=SimilarTitles(index),
        providers=providers,
        compatible=CompatibleSearch(search, providers, settings.compatible_provider_seconds),
    )
