"""A further look at a show: its air times and the seasons that an import could not get, or did not want."""

from dataclasses import replace
from datetime import datetime

from chassis.core.clock import Clock
from ingestion.application.ports.providers import Providers
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.run import Run
from ingestion.application.titles.import_title import answered, ask_tvmaze, refused
from ingestion.application.titles.seasons import SeasonSync, SeasonUpdate, ShowAnswers, season_update
from ingestion.application.titles.title_events import title_events
from ingestion.domain.failures import WAITING, Cause, SourceFailed
from ingestion.domain.seasons.airing import first_open_day
from ingestion.domain.seasons.show_merging import with_previous_runtime, with_seasons
from ingestion.domain.titles.identity import changed_identity, ids_of
from ingestion.domain.titles.merging import ResponseModel, merge, next_version, observe
from ingestion.domain.titles.records import TitleRecord


class SyncEpisodes:
    """Handles episode-sync."""

    def __init__(self, providers: Providers, units: UnitsOfWork, clock: Clock, seasons: SeasonSync) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock
        self._seasons = seasons

    async def __call__(self, run: Run) -> None:
        """Sync the job's show; what was got is kept before a season's failure is raised."""
        key = run.job.title
        if key is None:
            raise ValueError(f"job {run.job.id} names no show")
        async with self._units.read() as work:
            record = await work.titles.get(key)
        if record is None:
            raise SourceFailed("tmdb", Cause.NOT_FOUND, f"{key} has not been imported")
        facts = record.merged.facts
        show = ShowAnswers(trakt_id=facts.trakt_id)
        answer = await self._tvmaze(record, show)
        if answer is not None:
            seen = observe(record.observed("tvmaze"), answer)
            show.void = changed_identity(record.observations, {**record.observations, "tvmaze": seen})
        fetched = await self._seasons.fetch(key, facts, show, every=False, wanted=True)
        now = self._clock.now()
        seasons = season_update(key.tmdb_id, fetched, now) if fetched is not None else None
        renewed = _renewed(record, answer, seasons, now)
        async with self._units.begin() as work:
            if renewed is not None:
                await work.titles.save(renewed, record.version)
                await work.publish(*title_events(record, renewed, now, seasons.seasons if seasons is not None else ()))
            if seasons is not None:
                await seasons.keep(work)
            if seasons is None or not seasons.failed:
                await run.finish(work)
        if seasons is not None and seasons.failed:
            raise seasons.failed[0]

    async def _tvmaze(self, record: TitleRecord, show: ShowAnswers) -> ResponseModel | None:
        """Ask TVMaze; to wait for it is the purpose of this job, any other failure is only noted."""
        if self._providers.tvmaze is None:
            return None
        ids, released = ids_of(record.observations), record.merged.facts.release_date
        call = ask_tvmaze(self._providers.tvmaze, record, ids, show, released.year if released else None)
        try:
            return answered("tvmaze", await call, self._clock.now(), record.observed("tvmaze"), ids.origins)
        except SourceFailed as failed:
            if failed.cause in WAITING:
                raise
            return refused("tvmaze", failed, self._clock.now(), ids.origins)


def _renewed(
    record: TitleRecord, answer: ResponseModel | None, seasons: SeasonUpdate | None, now: datetime
) -> TitleRecord | None:
    """Return the title with TVMaze's answer and what its seasons add; None when nothing is different.

    TMDB is not asked for the title here, so `imported_at` stays.
    """
    told = seasons.last_aired(record.last_aired, now) if seasons is not None else record.last_aired
    observations = dict(record.observations)
    if answer is not None:
        observations["tvmaze"] = observe(record.observed("tvmaze"), answer)
    merged = merge(observations, first_open_day(now))
    if seasons is not None:
        merged = with_seasons(merged, observations, seasons.published, now)
    else:
        merged = with_previous_runtime(merged, record.merged)
    if (
        answer is None
        and told == record.last_aired
        and merged.facts.runtime_minutes == record.merged.facts.runtime_minutes
    ):
        return None
    return replace(
        record,
        version=next_version(record.version, now),
        observations=observations,
        merged=merged,
        last_aired=told,
    )
