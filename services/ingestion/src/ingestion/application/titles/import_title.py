"""Import of a title: query every provider, merge the responses, store and publish the result in one transaction.

TMDB must respond. When another provider fails, its last response stays, as long as the id that led to it still does.
A title that is visible stays visible while it is refreshed, and when the refresh fails.
"""

from collections.abc import Callable, Sequence

from chassis.core.clock import Clock
from ingestion.application.batches import Batches
from ingestion.application.ports.providers import Providers
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.run import Run
from ingestion.application.titles.deletion import MarkDeleted
from ingestion.application.titles.import_outcome import apply_responses, observations_after
from ingestion.application.titles.import_plan import ImportRequest
from ingestion.application.titles.outcome_store import FinishedImport, OutcomeStore
from ingestion.application.titles.provider_gatherer import GatheredResponses, ProviderGatherer
from ingestion.application.titles.season_fetch import SeasonFetcher, SeasonQuery
from ingestion.application.titles.season_update import FetchedSeasons
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.seasons.airing import first_open_day
from ingestion.domain.titles.facts import TitleKey
from ingestion.domain.titles.merging import merge
from ingestion.domain.titles.records import TitleRecord


class ImportTitle:
    """Handles sync-movie and sync-show."""

    def __init__(
        self,
        providers: Providers,
        units: UnitsOfWork,
        clock: Clock,
        seasons: SeasonFetcher,
        is_outage: Callable[[BaseException], bool],
    ) -> None:
        self._units = units
        self._clock = clock
        self._seasons = seasons
        self._records: Batches[TitleKey, TitleRecord | None] = Batches(self._stored, is_outage)
        self._store = OutcomeStore(units, is_outage)
        self._gatherer = ProviderGatherer(providers, clock)
        self._mark_deleted = MarkDeleted(providers, units, clock)

    async def __call__(self, run: Run) -> None:
        """Import the job's title; raise SourceFailed when TMDB fails."""
        with self._store.expecting_one():
            await self._import(run, ImportRequest.of(run.job))

    async def _import(self, run: Run, request: ImportRequest) -> None:
        record = await self._records(request.key)
        syncs_episodes = await self._seasons.syncs_episodes(request.key)
        gathered = await self._gather(request, record, syncs_episodes=syncs_episodes)
        fetched = await self._fetch_seasons(request, record, gathered, syncs_episodes=syncs_episodes)
        now = self._clock.now()
        outcome = apply_responses(request.key, record, gathered, fetched, now)
        version = record.version if record else None
        await self._store(FinishedImport(request.key, outcome, now, version, run))

    async def _stored(self, keys: Sequence[TitleKey]) -> Sequence[TitleRecord | None]:
        async with self._units.read() as repositories:
            records = await repositories.titles.get_all(keys)
        return [records.get(key) for key in keys]

    async def _gather(
        self, request: ImportRequest, record: TitleRecord | None, *, syncs_episodes: bool
    ) -> GatheredResponses:
        try:
            return await self._gatherer.gather(request, record, syncs_episodes=syncs_episodes)
        except SourceFailed as failure:
            if failure.cause is Cause.NOT_FOUND and record is not None:
                await self._mark_deleted(record, failure)
            raise

    async def _fetch_seasons(
        self,
        request: ImportRequest,
        record: TitleRecord | None,
        gathered: GatheredResponses,
        *,
        syncs_episodes: bool,
    ) -> FetchedSeasons | None:
        if request.key.kind != "show":
            return None
        observations = observations_after(record, gathered.responses)
        merged = merge(observations, first_open_day(self._clock.now())).facts
        trakt_id = observations["trakt"].facts.trakt_id
        query = SeasonQuery.of(request.key, record, observations, merged, gathered.guide, trakt_id=trakt_id)
        return await self._seasons.fetch(
            query, syncs_episodes=syncs_episodes, every=request.every_season, force=request.force
        )
