"""Puts the simulator together: sources, one app per provider, and the control routes."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from provider_simulator import omdb
from provider_simulator.catalog_source import CatalogSource, CurrentCatalog
from provider_simulator.control import control_routes
from provider_simulator.effects.limits import Limiter
from provider_simulator.images.host import ImageHost
from provider_simulator.images.subjects import Subjects
from provider_simulator.lists import letterboxd, mdblist
from provider_simulator.music import source as music
from provider_simulator.options import Options
from provider_simulator.payments.control import payment_routes
from provider_simulator.payments.payment_app import PaymentApp
from provider_simulator.payments.providers import PaymentProviders
from provider_simulator.provider_app import ProviderApp
from provider_simulator.radio import app as radio
from provider_simulator.recordings.source import RecordingsSource
from provider_simulator.responses import Body, Query, Response, Source
from provider_simulator.titles.catalog import Catalog, JoinedCatalog
from provider_simulator.titles.demo import DemoCatalog
from provider_simulator.titles.generated import GeneratedCatalog
from provider_simulator.titles.offers import service_name
from provider_simulator.tmdb.collections import collection_name
from provider_simulator.tmdb.protocol import PROVIDER as TMDB
from provider_simulator.trakt.protocol import PROVIDER as TRAKT
from provider_simulator.tvmaze.protocol import PROVIDER as TVMAZE

TITLES = (TMDB, TRAKT, omdb.PROVIDER, TVMAZE, mdblist.PROVIDER, letterboxd.PROVIDER)
PROVIDERS = (*TITLES, *music.PROVIDERS)


def create_app(options: Options, today: Callable[[], date] | None = None) -> Starlette:
    """Return the simulator as an ASGI application. Raise NoRecordings when the folder has none."""
    day = today or _today
    sources = _sources(options, day)
    source = sources[0] if len(sources) == 1 else _FirstOf(sources)
    of_music = music.MusicSource()
    apps: dict[str, ProviderApp] = {
        provider.name: ProviderApp(
            provider,
            source if provider in TITLES else of_music,
            limiter=Limiter(options.budgets.get(provider.name, provider.budget), enforced=options.limits),
            latency_ms=options.latency_ms,
        )
        for provider in PROVIDERS
    }
    payments = PaymentProviders(options)
    every: dict[str, ProviderApp | PaymentApp] = {**apps, **payments.apps}
    bare = [Route(app.mount, app) for app in every.values()]
    mounts = [Mount(app.mount, app=app) for app in every.values()]
    images = ImageHost(Subjects(CurrentCatalog(_catalogs(options), day), collection_name, service_name))
    control = [*control_routes(every, sources, payments.begin), *payment_routes(payments)]
    return Starlette(routes=[*mounts, *bare, images.route(), radio.routes(), *control])


def _sources(options: Options, today: Callable[[], date]) -> list[Source]:
    """Return the sources: recordings instead of the demo catalog, if any, then generated titles."""
    catalog = CatalogSource(_catalogs(options), today)
    if options.recordings is not None:
        replay = RecordingsSource(options.recordings)
        return [replay, catalog] if options.scale else [replay]
    return [catalog]


def _catalogs(options: Options) -> Callable[[date], Catalog]:
    """Return what makes the catalog of a day: generated titles, with the demo catalog unless recordings replace it."""

    def generated(day: date) -> Catalog:
        return GeneratedCatalog(options.scale, options.seed, day)

    def joined(day: date) -> Catalog:
        return JoinedCatalog(DemoCatalog(day), generated(day))

    if options.recordings is not None:
        return generated
    return joined if options.scale else DemoCatalog


def _today() -> date:
    return datetime.now(UTC).date()


class _FirstOf:
    def __init__(self, sources: list[Source]) -> None:
        self._sources = sources

    def response(self, query: Query) -> Response | None:
        return next((result for source in self._sources if (result := source.response(query)) is not None), None)

    def describe(self) -> Body:
        return {"source": "first of", "sources": [source.describe() for source in self._sources]}
