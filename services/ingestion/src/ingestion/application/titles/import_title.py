"""Importing a title: ask every source, merge, keep, tell — the last three in one transaction.

TMDB must answer, the others may not: what they said before stays, as long as the id that led to it still does. A title
that is live stays live while it is refreshed and when the refresh fails.
"""

import asyncio
import logging
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from chassis.core.clock import Clock
from ingestion.application.job_service import EVERY_SEASON, queue, sync_job
from ingestion.application.ports.providers import Fetched, Providers, Tmdb, Tvmaze
from ingestion.application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from ingestion.application.request_priority import wait_at_most
from ingestion.application.run import Run
from ingestion.application.titles.seasons import SeasonSync, ShowAnswers, episode_job, season_update
from ingestion.application.titles.title_events import title_events
from ingestion.domain.events import SignalsCollected, TitleImported
from ingestion.domain.failures import WAITING, Cause, SourceFailed
from ingestion.domain.jobs import Job, Priority
from ingestion.domain.seasons.airing import first_open_day
from ingestion.domain.seasons.show_merging import with_previous_runtime, with_seasons
from ingestion.domain.titles.facts import SOURCES, Facts, Source, TitleKey
from ingestion.domain.titles.identity import Ids, changed_identity, imdb_origin, remembered_tvmaze_id, tmdb_origin
from ingestion.domain.titles.merging import (
    Observation,
    Outcome,
    ResponseModel,
    made_under,
    merge,
    next_version,
    observe,
)
from ingestion.domain.titles.records import TitleRecord

logger = logging.getLogger(__name__)

T = TypeVar("T")

OPTIONAL_PATIENCE: Final = 5.0
"""Seconds that an import waits for the budget of a source it can do without."""
MEND_AFTER: Final = timedelta(minutes=5)


class ImportTitle:
    """Handles sync-movie and sync-show."""

    def __init__(self, providers: Providers, units: UnitsOfWork, clock: Clock, seasons: SeasonSync) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock
        self._seasons = seasons

    async def __call__(self, run: Run) -> None:
        """Import the job's title; raises SourceFailed when TMDB does not answer."""
        key = run.job.title
        if key is None:
            raise ValueError(f"job {run.job.id} names no title")
        if self._providers.tmdb is None:
            raise SourceFailed("tmdb", Cause.NOT_CONFIGURED, "no key is set")
        force = bool(run.job.payload.get("force"))
        async with self._units.read() as work:
            record = await work.titles.get(key)
        try:
            answers, show = await self._ask_all(self._providers.tmdb, run.job, key, record)
        except SourceFailed as failed:
            if failed.cause is Cause.NOT_FOUND and record is not None:
                await self._mark_deleted(self._providers.tmdb, record, failed)
            raise
        observations = _observed(record, answers)
        show.void = changed_identity(record.observations if record else {}, observations)
        merged = merge(observations, first_open_day(self._clock.now()))
        every = bool(run.job.payload.get(EVERY_SEASON))
        fetched = None
        if key.kind == "show":
            fetched = await self._seasons.fetch(key, merged.facts, show, every=every, force=force)
        now = self._clock.now()
        seasons = season_update(key.tmdb_id, fetched, now) if fetched is not None else None
        if seasons is not None:
            merged = with_seasons(merged, observations, seasons.published, now)
        elif key.kind == "show":
            merged = with_previous_runtime(merged, record.merged if record else None)
        told = record.last_aired if record else None
        imported = TitleRecord(
            key=key,
            version=next_version(record.version if record else None, now),
            observations=observations,
            merged=merged,
            imported_at=now,
            offers_at=now,
            last_aired=seasons.last_aired(told, now) if seasons is not None else told,
        )
        async with self._units.begin() as work:
            await work.titles.save(imported, record.version if record else None)
            await work.publish(*title_events(record, imported, now, seasons.seasons if seasons is not None else ()))
            if seasons is not None:
                await seasons.keep(work)
                await self._follow_up(work, key, answers["tvmaze"], seasons.failed, now)
            signals = signals_of(key, answers, merged.facts, now)
            if not signals.empty:
                await work.publish(signals)
            await run.finish(work)

    async def _ask_all(
        self, tmdb: Tmdb, job: Job, key: TitleKey, record: TitleRecord | None
    ) -> tuple[dict[Source, ResponseModel], ShowAnswers]:
        before = record.observed("tmdb") if record else None
        etag = before.usable_etag if before and not job.payload.get("force") else None
        first = answered("tmdb", await tmdb.title(key, etag), self._clock.now(), before)
        known = observe(before, first).facts
        ids = Ids(known.imdb_id, known.tvdb_id)
        show = ShowAnswers()
        trakt_call = self._trakt(key, record, ids, live=bool(job.payload.get("live", True)))
        force, year = bool(job.payload.get("force")), known.release_date.year if known.release_date else None
        if ids.imdb_id is not None:
            trakt, maze, omdb = await asyncio.gather(
                trakt_call,
                self._tvmaze(key, record, ids, show, year, force=force),
                self._omdb(key, record, ids.imdb_id),
            )
        else:
            # TMDB has no IMDb id: the one that Trakt or TVMaze has today leads on.
            trakt = await trakt_call
            ids = ids.or_those_of(_seen(record, trakt).facts)
            maze = await self._tvmaze(key, record, ids, show, year, force=force)
            omdb = await self._omdb(key, record, ids.or_those_of(_seen(record, maze).facts).imdb_id)
        show.trakt_id = _seen(record, trakt).facts.trakt_id
        return {answer.source: answer for answer in (first, trakt, maze, omdb)}, show

    async def _trakt(self, key: TitleKey, record: TitleRecord | None, ids: Ids, *, live: bool) -> ResponseModel:
        origins = (tmdb_origin(key),)
        if self._providers.trakt is None:
            return ResponseModel("trakt", "not_configured", self._clock.now(), origins=origins)
        before = record.observed("trakt") if record else None
        remembered = before.facts.trakt_id if before else None
        call = self._providers.trakt.title(key, remembered, live=live, imdb_id=ids.imdb_id)
        return await self._look("trakt", record, call, origins)

    async def _omdb(self, key: TitleKey, record: TitleRecord | None, imdb_id: str | None) -> ResponseModel:
        origins = (imdb_origin(imdb_id),) if imdb_id is not None else ()
        if self._providers.omdb is None:
            return ResponseModel("omdb", "not_configured", self._clock.now(), origins=origins)
        if imdb_id is None:
            return ResponseModel(
                "omdb", "not_asked", self._clock.now(), detail="the title has no IMDb id", origins=origins
            )
        return await self._look("omdb", record, self._providers.omdb.title(key.kind, imdb_id), origins)

    async def _tvmaze(
        self,
        key: TitleKey,
        record: TitleRecord | None,
        ids: Ids,
        show: ShowAnswers,
        year: int | None,
        *,
        force: bool,
    ) -> ResponseModel:
        if key.kind == "movie":
            return ResponseModel("tvmaze", "not_asked", self._clock.now())
        if self._providers.tvmaze is None:
            return ResponseModel("tvmaze", "not_configured", self._clock.now(), origins=ids.origins)
        if not await self._seasons.wanted(key):
            detail = "nobody follows the show"
            return ResponseModel("tvmaze", "not_asked", self._clock.now(), detail=detail, origins=ids.origins)
        call = ask_tvmaze(self._providers.tvmaze, record, ids, show, year, force=force)
        return await self._look("tvmaze", record, call, ids.origins)

    async def _look(
        self, source: Source, record: TitleRecord | None, call: Awaitable[Fetched[Facts]], origins: tuple[str, ...]
    ) -> ResponseModel:
        """Ask a source that may fail: the failure is an answer too."""
        try:
            with wait_at_most(OPTIONAL_PATIENCE):
                said = await call
        except SourceFailed as failed:
            return refused(source, failed, self._clock.now(), origins)
        return answered(source, said, self._clock.now(), record.observed(source) if record else None, origins)

    async def _follow_up(
        self, work: UnitOfWork, key: TitleKey, tvmaze: ResponseModel, failed: Sequence[SourceFailed], now: datetime
    ) -> None:
        """Queue a further look at what a show's import could not get: air times, seasons."""
        if tvmaze.outcome == "failed" and tvmaze.cause in WAITING:
            run_at = tvmaze.retry_at or now
        elif failed or tvmaze.outcome == "failed":
            run_at = now + MEND_AFTER
        else:
            return
        await queue(work, [episode_job(key, now, priority=Priority.REFRESH, run_at=run_at)])

    async def _mark_deleted(self, tmdb: Tmdb, record: TitleRecord, failed: SourceFailed) -> None:
        """TMDB knows a title no more: keep everything, mark it, and follow an IMDb id to its successor."""
        successor: TitleKey | None = None
        imdb_id = record.merged.facts.imdb_id
        if imdb_id is not None:
            try:
                successor = await tmdb.successor(record.key.kind, imdb_id)
            except SourceFailed as unknown:
                logger.info("no successor found", extra={"title": str(record.key), "reason": str(unknown)})
        if successor == record.key:
            successor = None
        if record.gone_at is not None and successor in (None, record.successor):
            return
        now = self._clock.now()
        seen = observe(record.observed("tmdb"), refused("tmdb", failed, now))
        gone = replace(
            record,
            version=next_version(record.version, now),
            observations={**record.observations, "tmdb": seen},
            gone_at=record.gone_at or now,
            successor=successor or record.successor,
        )
        async with self._units.begin() as work:
            await work.titles.save(gone, record.version)
            await work.publish(TitleImported(gone))
            if successor is not None and not await work.titles.imported([successor]):
                await queue(work, [sync_job(successor, now, priority=Priority.REFRESH)])


def answered(
    source: Source,
    said: Fetched[Facts],
    at: datetime,
    before: Observation | None,
    origins: tuple[str, ...] | None = None,
) -> ResponseModel:
    """Return the answer of a source that was reached; what it could not tell in full is named."""
    if said.origin is not None:
        origins = (said.origin, *(each for each in origins or () if each != said.origin))
    return ResponseModel(
        source,
        "ok",
        at,
        facts=said.value,
        detail="; ".join(said.degraded) or None,
        etag=said.etag if said.value is not None else (before.etag if before else said.etag),
        unread=said.unread,
        origins=origins,
    )


def refused(
    source: Source, failed: SourceFailed, at: datetime, origins: tuple[str, ...] | None = None
) -> ResponseModel:
    """Return a failure as an answer."""
    unknown = failed.cause in (Cause.NOT_FOUND, Cause.NO_DATA)
    outcome: Outcome = "not_found" if unknown else "failed"
    return ResponseModel(
        source,
        outcome,
        at,
        cause=failed.cause,
        detail=failed.detail,
        retry_at=failed.retry_at,
        origins=origins,
        disowned=failed.disowned,
    )


async def ask_tvmaze(
    tvmaze: Tvmaze, record: TitleRecord | None, ids: Ids, show: ShowAnswers, year: int | None, *, force: bool = False
) -> Fetched[Facts]:
    """Ask for a show's facts and store its episodes in `show`; raises SourceFailed.

    `year` is that of the show's first airing. With `force` the answer is given in full although nothing has changed.
    """
    before = record.observed("tvmaze") if record else None
    # "Not modified" would leave nothing where the stored values are dropped.
    etag = before.usable_etag if before and not force and made_under(before, ids.origins) else None
    there = before.facts.tvmaze_id if before else None
    reply = await tvmaze.show(
        remembered=remembered_tvmaze_id(before, ids, year),
        ids=ids,
        etags={there: etag} if there is not None and etag is not None else {},
    )
    facts: Facts | None = None
    if reply.value is not None:
        facts, show.tvmaze = reply.value
        show.tvmaze_whole = not reply.degraded
    return Fetched(facts, reply.etag, reply.degraded, reply.unread, reply.origin)


def _seen(record: TitleRecord | None, answer: ResponseModel) -> Observation:
    return observe(record.observed(answer.source) if record else None, answer)


def _observed(record: TitleRecord | None, answers: Mapping[Source, ResponseModel]) -> dict[Source, Observation]:
    before = record.observations if record else {}
    return {source: observe(before.get(source), answers[source]) for source in SOURCES if source in answers}


def signals_of(key: TitleKey, answers: Mapping[Source, ResponseModel], facts: Facts, now: datetime) -> SignalsCollected:
    """Give what this look showed of the audience: only what was said today, never what was remembered."""
    trakt = answers["trakt"].facts if "trakt" in answers else None
    return SignalsCollected(
        title=key,
        observed_at=now,
        day=now.date(),
        live_watchers=trakt.live_watchers if trakt else None,
        total_watchers=trakt.total_watchers if trakt else None,
        total_plays=trakt.total_plays if trakt else None,
        popularity=facts.popularity,
    )
