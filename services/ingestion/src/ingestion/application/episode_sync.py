"""A further look at a show: its air times and the seasons that an import could not get, or did not want."""

from dataclasses import replace

from ingestion.application.importing import answered, ask_tvmaze, refused
from ingestion.application.ports import Clock, OpenUnit, Providers
from ingestion.application.run import Run
from ingestion.application.seasons import SeasonSync, ShowAnswers
from ingestion.domain.events import TitleImported
from ingestion.domain.failures import WAITING, Cause, SourceFailed
from ingestion.domain.merging import Answer, merge, next_version, observe
from ingestion.domain.records import TitleRecord


class SyncEpisodes:
    """Handles episode-sync."""

    def __init__(self, providers: Providers, open_unit: OpenUnit, clock: Clock, seasons: SeasonSync) -> None:
        self._providers = providers
        self._open = open_unit
        self._clock = clock
        self._seasons = seasons

    async def __call__(self, run: Run) -> None:
        """Sync the job's show; what was got is kept before a season's failure is raised."""
        key = run.job.title
        if key is None:
            raise ValueError(f"job {run.job.id} names no show")
        async with self._open() as unit:
            record = await unit.titles.get(key)
        if record is None:
            raise SourceFailed("tmdb", Cause.NOT_FOUND, f"{key} has not been imported")
        facts = record.merged.facts
        show = ShowAnswers(trakt_id=facts.trakt_id)
        answer = await self._tvmaze(record, show)
        fetched = await self._seasons.fetch(key, facts, show, every=False, wanted=True)
        now = self._clock()
        async with self._open() as unit:
            failed = await self._seasons.keep(unit, key, fetched, now) if fetched is not None else []
            renewed = self._renewed(record, answer)
            if renewed is not None:
                await unit.titles.save(renewed, record.version)
                await unit.publish(TitleImported(renewed))
            if not failed:
                await run.finish(unit)
            await unit.commit()
        if failed:
            raise failed[0]

    async def _tvmaze(self, record: TitleRecord, show: ShowAnswers) -> Answer | None:
        """Ask TVMaze; to wait for it is the purpose of this job, any other failure is only noted."""
        if self._providers.tvmaze is None:
            return None
        call = ask_tvmaze(self._providers.tvmaze, record, record.merged.facts, show)
        try:
            return answered("tvmaze", await call, self._clock(), record.observed("tvmaze"))
        except SourceFailed as failed:
            if failed.cause in WAITING:
                raise
            return refused("tvmaze", failed, self._clock())

    def _renewed(self, record: TitleRecord, answer: Answer | None) -> TitleRecord | None:
        """Give the title with TVMaze's answer in it; None when there was none."""
        if answer is None:
            return None
        now = self._clock()
        observations = {**record.observations, "tvmaze": observe(record.observed("tvmaze"), answer)}
        return replace(
            record,
            version=next_version(record.version, now),
            observations=observations,
            merged=merge(observations, now.date()),
            imported_at=now,
        )
