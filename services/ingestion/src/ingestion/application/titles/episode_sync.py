"""Sync of a show's episodes: its air times, and the seasons that an import could not get or did not fetch."""

from chassis.core.clock import Clock
from ingestion.application.ports.providers import Providers
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.run import Run
from ingestion.application.titles.import_outcome import apply_episodes
from ingestion.application.titles.outcome_store import UnstoredOutcome, store
from ingestion.application.titles.provider_responses import (
    NO_GUIDE,
    EpisodeGuide,
    failed_response,
    query_tvmaze,
    response_of,
)
from ingestion.application.titles.season_fetch import SeasonFetcher, SeasonQuery
from ingestion.domain.failures import WAITING, Cause, SourceFailed
from ingestion.domain.jobs import Job
from ingestion.domain.titles.identity import ids_of
from ingestion.domain.titles.observations import ProviderResponse, observe
from ingestion.domain.titles.records import TitleRecord


class SyncEpisodes:
    """Handles episode-sync."""

    def __init__(self, providers: Providers, units: UnitsOfWork, clock: Clock, seasons: SeasonFetcher) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock
        self._seasons = seasons

    async def __call__(self, run: Run) -> None:
        """Sync the job's show; what was fetched is stored before the failure of a season is raised."""
        record = await self._stored(run.job)
        response, guide = await self._tvmaze(record)
        fetched = await self._seasons.fetch(_season_query(record, response, guide), syncs_episodes=True)
        now = self._clock.now()
        outcome = apply_episodes(record, response, fetched, now)
        async with self._units.begin() as work:
            await store(work, [UnstoredOutcome(record.key, outcome, now, record.version)])
            if not outcome.failures:
                await run.finish(work)
        if outcome.failures:
            raise outcome.failures[0]

    async def _stored(self, job: Job) -> TitleRecord:
        if job.title is None:
            raise ValueError(f"job {job.id} has no show")
        async with self._units.read() as repositories:
            record = await repositories.titles.get(job.title)
        if record is None:
            raise SourceFailed("tmdb", Cause.NOT_FOUND, f"{job.title} has not been imported")
        return record

    async def _tvmaze(self, record: TitleRecord) -> tuple[ProviderResponse | None, EpisodeGuide]:
        """Query TVMaze. Raise SourceFailed when the job must wait for it; any other failure is a response."""
        if self._providers.tvmaze is None:
            return None, NO_GUIDE
        before, ids, released = record.observed("tvmaze"), ids_of(record.observations), record.merged.facts.release_date
        try:
            facts, guide = await query_tvmaze(self._providers.tvmaze, before, ids, released.year if released else None)
        except SourceFailed as failure:
            if failure.cause in WAITING:
                raise
            return failed_response("tvmaze", failure, self._clock.now(), ids.origins), NO_GUIDE
        return response_of("tvmaze", facts, self._clock.now(), before, ids.origins), guide


def _season_query(record: TitleRecord, response: ProviderResponse | None, guide: EpisodeGuide) -> SeasonQuery:
    observations = dict(record.observations)
    if response is not None:
        observations["tvmaze"] = observe(record.observed("tvmaze"), response)
    facts = record.merged.facts
    return SeasonQuery.of(record.key, record, observations, facts, guide, trakt_id=facts.trakt_id)
