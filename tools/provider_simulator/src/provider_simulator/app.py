"""Puts the simulator together: sources, one door per provider, and the control routes."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from provider_simulator import omdb
from provider_simulator.answers import Answer, Body, Query, Source
from provider_simulator.catalog import Catalog, JoinedCatalog
from provider_simulator.catalog_source import CatalogSource
from provider_simulator.control import control_routes
from provider_simulator.demo import DemoCatalog
from provider_simulator.door import Door
from provider_simulator.generated import GeneratedCatalog
from provider_simulator.limits import Limiter
from provider_simulator.options import Options
from provider_simulator.recordings.source import RecordingsSource
from provider_simulator.tmdb.manners import PROVIDER as TMDB
from provider_simulator.trakt.manners import PROVIDER as TRAKT
from provider_simulator.tvmaze.manners import PROVIDER as TVMAZE

PROVIDERS = (TMDB, TRAKT, omdb.PROVIDER, TVMAZE)


def create_app(options: Options, today: Callable[[], date] | None = None) -> Starlette:
    """The simulator as an ASGI application. Raises NoRecordings where the given folder holds none."""
    sources = _sources(options, today or _today)
    source = sources[0] if len(sources) == 1 else _FirstOf(sources)
    doors: dict[str, Door] = {
        provider.name: Door(
            provider,
            source,
            limiter=Limiter(options.budgets.get(provider.name, provider.budget), enforced=options.limits),
            latency_ms=options.latency_ms,
        )
        for provider in PROVIDERS
    }
    bare = [Route(door.provider.mount, door) for door in doors.values()]
    mounts = [Mount(door.provider.mount, app=door) for door in doors.values()]
    return Starlette(routes=[*mounts, *bare, *control_routes(doors, sources)])


def _sources(options: Options, today: Callable[[], date]) -> list[Source]:
    """Recordings stand in for the demo catalog; generated titles come on top of either."""

    def generated(day: date) -> Catalog:
        return GeneratedCatalog(options.scale, options.seed, day)

    def joined(day: date) -> Catalog:
        return JoinedCatalog(DemoCatalog(day), generated(day))

    if options.recordings is not None:
        replay = RecordingsSource(options.recordings)
        return [replay, CatalogSource(generated, today)] if options.scale else [replay]
    return [CatalogSource(joined if options.scale else DemoCatalog, today)]


def _today() -> date:
    return datetime.now(UTC).date()


class _FirstOf:
    def __init__(self, sources: list[Source]) -> None:
        self._sources = sources

    def answer(self, query: Query) -> Answer | None:
        return next((found for source in self._sources if (found := source.answer(query)) is not None), None)

    def describe(self) -> Body:
        return {"source": "first of", "sources": [source.describe() for source in self._sources]}
