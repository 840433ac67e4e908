"""Seasons of a show: which to ask for, how they are merged with the other sources' episodes, which changed.

GREEDY syncs the seasons of every show; ON_DEMAND only those of shows that somebody follows. A season that fails
keeps what is known of it and is asked for again by a job of its own; the others are not held up.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from ingestion.application.hashing import content_hash
from ingestion.application.ports import Clock, Fetched, OpenUnit, Providers, UnitOfWork
from ingestion.application.queueing import new_job
from ingestion.domain.changes import Place, last_aired
from ingestion.domain.episodes import Season, SeasonFacts, merge_seasons
from ingestion.domain.events import SeasonSynced
from ingestion.domain.facts import Facts, Source, TitleKey
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.domain.merging import FORMAT, next_version
from ingestion.domain.records import SeasonRecord, seasons_due

logger = logging.getLogger(__name__)

AT_ONCE: Final = 4
MEND_AFTER: Final = timedelta(minutes=5)


class EpisodeMode(StrEnum):
    """Whose episodes are synced."""

    GREEDY = "GREEDY"
    ON_DEMAND = "ON_DEMAND"


@dataclass(slots=True)
class ShowAnswers:
    """What the import learned on its way that the seasons need; None when a source told nothing new."""

    tvmaze: tuple[SeasonFacts, ...] | None = None
    tvmaze_whole: bool = True
    trakt_id: int | None = None


@dataclass(frozen=True, slots=True)
class FetchedSeasons:
    """What the sources said of a show's seasons, beside what is stored of them.

    `partial` names the sources that did not tell of every season: what they left out is not taken back.
    """

    stored: Mapping[int, SeasonRecord]
    tmdb: Mapping[int, Fetched[SeasonFacts] | SourceFailed] = field(default_factory=dict)
    tvmaze: tuple[SeasonFacts, ...] | None = None
    trakt: tuple[SeasonFacts, ...] | None = None
    partial: frozenset[Source] = frozenset()


@dataclass(frozen=True, slots=True)
class SeasonUpdate:
    """A show's seasons as merged after a look at the sources, and what is to be stored and told of them.

    `seasons` are those whose airings count: TMDB's where it knows any, since another's numbers are not comparable.
    """

    seasons: tuple[Season, ...]
    renewed: tuple[SeasonRecord, ...] = ()
    synced: tuple[SeasonSynced, ...] = ()
    failed: tuple[SourceFailed, ...] = ()

    def last_aired(self, told: Place | None, now: datetime) -> Place | None:
        """Give the newest aired episode to remember as told; a first look that failed in part has not seen it.

        What was told stays told, also where an air time is corrected to later.
        """
        newest = last_aired(self.seasons, now)
        if told is None:
            return None if self.failed else newest
        return max(told, newest)

    async def keep(self, unit: UnitOfWork) -> None:
        """Store and tell in the caller's transaction."""
        await unit.seasons.save(self.renewed)
        await unit.publish(*self.synced)


def season_update(show_id: int, fetched: FetchedSeasons, now: datetime) -> SeasonUpdate:
    """Merge what the sources said of a show's seasons with what is stored."""
    renewed = merged_records(show_id, fetched, now)
    by_number = {**fetched.stored, **{record.number: record for record in renewed}}
    records = [record for _, record in sorted(by_number.items())]
    counted = [record for record in records if "tmdb" in record.said] or records
    return SeasonUpdate(
        seasons=tuple(record.merged for record in counted if record.merged is not None),
        renewed=tuple(renewed),
        synced=tuple(SeasonSynced(record) for record in renewed if record.synced_at == now),
        failed=tuple(
            result
            for result in fetched.tmdb.values()
            if isinstance(result, SourceFailed) and result.cause is not Cause.NOT_FOUND
        ),
    )


def episode_job(show: TitleKey, now: datetime, *, priority: Priority, run_at: datetime | None = None) -> Job:
    """Give the job that syncs the air times and seasons of a show."""
    return new_job(
        JobKind.EPISODE_SYNC,
        now,
        dedup_key=f"episodes:{show}",
        priority=priority,
        title=show,
        run_at=run_at,
    )


class SeasonSync:
    """Fetches the seasons of shows."""

    def __init__(self, providers: Providers, open_unit: OpenUnit, clock: Clock, mode: EpisodeMode) -> None:
        self._providers = providers
        self._open = open_unit
        self._clock = clock
        self._mode = mode

    async def wanted(self, key: TitleKey) -> bool:
        """Tell whether a show's episodes are synced."""
        if self._mode is EpisodeMode.GREEDY:
            return True
        async with self._open.read() as unit:
            return await unit.interests.is_followed(key)

    async def fetch(
        self, key: TitleKey, facts: Facts, answers: ShowAnswers, *, every: bool, wanted: bool | None = None
    ) -> FetchedSeasons | None:
        """Ask for the seasons that are due; None when the show's episodes are not wanted."""
        if not (wanted if wanted is not None else await self.wanted(key)):
            return None
        async with self._open.read() as unit:
            stored = await unit.seasons.of_show(key.tmdb_id)
        due = seasons_due(facts.seasons or (), stored, self._clock(), every=every)
        slots = asyncio.Semaphore(AT_ONCE)
        results, (trakt, trakt_whole) = await asyncio.gather(
            asyncio.gather(*(self._season(key, number, stored.get(number), slots, every) for number in due)),
            self._trakt(answers.trakt_id, due),
        )
        whole: dict[Source, bool] = {"tvmaze": answers.tvmaze_whole, "trakt": trakt_whole}
        partial = frozenset(source for source, all_told in whole.items() if not all_told)
        return FetchedSeasons(stored, dict(zip(due, results, strict=True)), answers.tvmaze, trakt, partial)

    async def _season(
        self, key: TitleKey, number: int, stored: SeasonRecord | None, slots: asyncio.Semaphore, every: bool
    ) -> Fetched[SeasonFacts] | SourceFailed:
        if self._providers.tmdb is None:
            return SourceFailed("tmdb", Cause.NOT_CONFIGURED, "no key is set")
        usable = stored is not None and stored.format == FORMAT and not every
        async with slots:
            try:
                return await self._providers.tmdb.season(
                    key.tmdb_id, number, stored.etag if stored and usable else None
                )
            except SourceFailed as failed:
                logger.info("season not synced", extra={"show": str(key), "season": number, "reason": str(failed)})
                return failed

    async def _trakt(self, trakt_id: int | None, due: Sequence[int]) -> tuple[tuple[SeasonFacts, ...] | None, bool]:
        """Ask for every season in one call; where Trakt leaves the episodes out, season by season.

        Gives with them whether they are all that Trakt has.
        """
        trakt = self._providers.trakt
        if trakt is None or trakt_id is None or not due:
            return None, False
        try:
            seasons = await trakt.seasons(trakt_id)
            if any(season.episodes for season in seasons):
                return seasons, True
            listed = {season.number for season in seasons}
            return tuple([await trakt.season(trakt_id, number) for number in due if number in listed]), False
        except SourceFailed as failed:
            logger.info("no episode ratings", extra={"trakt_id": trakt_id, "reason": str(failed)})
            return None, False


def merged_records(show_id: int, fetched: FetchedSeasons, now: datetime) -> list[SeasonRecord]:
    """Give the record of every season that is not as stored; `synced_at` is `now` in those whose content changed.

    A season that was told of and that nobody numbers so any more is told of once more, without episodes.
    """
    updated = _said(show_id, fetched, now)
    by_source: dict[Source, list[SeasonFacts]] = {"tmdb": [], "tvmaze": [], "trakt": []}
    for record in updated.values():
        for source, facts in record.said.items():
            by_source[source].append(facts)
    merged = {season.number: season for season in merge_seasons(by_source)}
    left = [record for number, record in updated.items() if number not in merged]
    records = [record for record in left if record.merged is None]
    emptied = [Season(number=record.number) for record in left if record.merged is not None]
    for season in (*merged.values(), *emptied):
        record = updated.get(season.number) or SeasonRecord(show_id=show_id, number=season.number)
        fingerprint = content_hash(season)
        if fingerprint != record.content_hash:
            record = replace(
                record,
                merged=season,
                content_hash=fingerprint,
                version=next_version(record.version, now),
                synced_at=now,
            )
        records.append(record)
    return [record for record in records if record is not fetched.stored.get(record.number)]


def _said(show_id: int, fetched: FetchedSeasons, now: datetime) -> dict[int, SeasonRecord]:
    """Lay what each source said now over what it said before; a failure changes nothing but its mention."""
    records = dict(fetched.stored)
    for number, result in fetched.tmdb.items():
        record = records.get(number) or SeasonRecord(show_id=show_id, number=number)
        if isinstance(result, SourceFailed):
            records[number] = replace(record, failure=str(result))
            continue
        said = {**record.said, "tmdb": result.value} if result.value else record.said
        records[number] = replace(
            record, said=said, etag=result.etag or record.etag, fetched_at=now, failure=None, format=FORMAT
        )
    others: tuple[tuple[Source, tuple[SeasonFacts, ...] | None], ...] = (
        ("tvmaze", fetched.tvmaze),
        ("trakt", fetched.trakt),
    )
    for source, seasons in others:
        if seasons is not None:
            _lay(records, show_id, source, seasons, whole=source not in fetched.partial)
    return records


def _lay(
    records: dict[int, SeasonRecord], show_id: int, source: Source, seasons: Sequence[SeasonFacts], *, whole: bool
) -> None:
    """Lay a source's seasons over what it said; a whole answer takes back the seasons that it does not have."""
    by_number = {facts.number: facts for facts in seasons}
    for number in {*by_number, *(records if whole else ())}:
        record = records.get(number) or SeasonRecord(show_id=show_id, number=number)
        said = {by: facts for by, facts in record.said.items() if by != source}
        if number in by_number:
            said[source] = by_number[number]
        if said != record.said:
            records[number] = replace(record, said=said)
