"""Seasons of a show: which to ask for, how they are merged with the other sources' episodes, which changed.

GREEDY syncs the seasons of every show; ON_DEMAND only those of shows that somebody follows. A season that fails
keeps what is known of it and is asked for again by a job of its own; the others are not held up.
"""

import asyncio
import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chassis.core.clock import Clock
from ingestion.application.job_service import new_job
from ingestion.application.ports.providers import Fetched, Providers
from ingestion.application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from ingestion.domain.events import SeasonSynced
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.domain.seasons.episodes import Season, SeasonFacts
from ingestion.domain.seasons.records import SEASON_FORMAT, SeasonRecord, seasons_due
from ingestion.domain.seasons.season_merging import merge_seasons
from ingestion.domain.titles.changes import Place, last_aired
from ingestion.domain.titles.facts import Facts, SeasonOutline, Source, TitleKey
from ingestion.domain.titles.merging import next_version

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
    void: frozenset[Source] = frozenset()
    """Providers at which the show is another one now: what they said of its seasons belongs to that other show."""


@dataclass(frozen=True, slots=True)
class FetchedSeasons:
    """The seasons that the sources returned for a show, beside those that are stored.

    `listed` are the seasons of TMDB's record of the show, None when the record has no list.
    `partial` names the sources that did not return every season: what they left out is kept. What is stored
    of a source in `void` is dropped, whatever it returns now.
    """

    stored: Mapping[int, SeasonRecord]
    tmdb: Mapping[int, Fetched[SeasonFacts] | SourceFailed] = field(default_factory=dict)
    tvmaze: tuple[SeasonFacts, ...] | None = None
    trakt: tuple[SeasonFacts, ...] | None = None
    partial: frozenset[Source] = frozenset()
    listed: tuple[SeasonOutline, ...] | None = None
    void: frozenset[Source] = frozenset()


@dataclass(frozen=True, slots=True)
class SeasonUpdate:
    """A show's merged seasons, and what is to be stored and published of them.

    `seasons` are those whose airings count as changes: TMDB's where it knows any. `published` are all of them.
    """

    seasons: tuple[Season, ...]
    published: tuple[Season, ...] = ()
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

    async def keep(self, work: UnitOfWork) -> None:
        """Store and tell in the caller's transaction."""
        await work.seasons.save(self.renewed)
        await work.publish(*self.synced)


def season_update(show_id: int, fetched: FetchedSeasons, now: datetime) -> SeasonUpdate:
    """Merge what the sources said of a show's seasons with what is stored."""
    renewed = merged_records(show_id, fetched, now)
    by_number = {**fetched.stored, **{record.number: record for record in renewed}}
    records = [record for _, record in sorted(by_number.items())]
    counted = [record for record in records if "tmdb" in record.said] or records
    return SeasonUpdate(
        seasons=tuple(record.merged for record in counted if record.merged is not None),
        published=tuple(record.merged for record in records if record.merged is not None),
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

    def __init__(self, providers: Providers, units: UnitsOfWork, clock: Clock, mode: EpisodeMode) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock
        self._mode = mode

    async def wanted(self, key: TitleKey) -> bool:
        """Tell whether a show's episodes are synced."""
        if self._mode is EpisodeMode.GREEDY:
            return True
        async with self._units.read() as work:
            return await work.interests.is_followed(key)

    async def fetch(
        self,
        key: TitleKey,
        facts: Facts,
        answers: ShowAnswers,
        *,
        every: bool,
        force: bool = False,
        wanted: bool | None = None,
    ) -> FetchedSeasons | None:
        """Fetch the seasons that are due, or `every` season; with `force` no entity tag is sent.

        Of a show whose episodes are not wanted only the stored seasons that are not listed any more are fetched;
        None when there are none, and nothing stored is void.
        """
        async with self._units.read() as work:
            stored = await work.seasons.of_show(key.tmdb_id)
        listed = facts.seasons
        due = seasons_due(listed, stored, self._clock.now(), every=every or force) if listed is not None else ()
        if not (wanted if wanted is not None else await self.wanted(key)):
            due = tuple(set(due) - {outline.number for outline in listed or ()})
            if not due and not (stored and answers.void):
                return None
        slots = asyncio.Semaphore(AT_ONCE)
        results, (trakt, trakt_whole) = await asyncio.gather(
            asyncio.gather(*(self._season(key, number, stored.get(number), slots, force=force) for number in due)),
            self._trakt(answers.trakt_id, due),
        )
        whole: dict[Source, bool] = {"tvmaze": answers.tvmaze_whole, "trakt": trakt_whole}
        partial = frozenset(source for source, all_told in whole.items() if not all_told)
        by_number = dict(zip(due, results, strict=True))
        return FetchedSeasons(stored, by_number, answers.tvmaze, trakt, partial, listed, answers.void)

    async def _season(
        self, key: TitleKey, number: int, stored: SeasonRecord | None, slots: asyncio.Semaphore, *, force: bool
    ) -> Fetched[SeasonFacts] | SourceFailed:
        if self._providers.tmdb is None:
            return SourceFailed("tmdb", Cause.NOT_CONFIGURED, "no key is set")
        usable = stored is not None and stored.format == SEASON_FORMAT and not force
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
    """Return the record of every season that is not as stored; `synced_at` is `now` in those whose content changed.

    A published season that has no content any more is published once more, without episodes and marked as withdrawn.
    """
    updated = _observed(show_id, fetched, now)
    by_source: dict[Source, list[SeasonFacts]] = {"tmdb": [], "tvmaze": [], "trakt": []}
    for record in updated.values():
        for source, facts in record.said.items():
            by_source[source].append(facts)
    withdrawn = [number for number, record in updated.items() if record.withdrawn_at is not None]
    merged = {season.number: season for season in merge_seasons(by_source, fetched.listed or (), withdrawn)}
    left = [record for number, record in updated.items() if number not in merged]
    records = [record for record in left if record.merged is None]
    emptied = [Season(number=record.number, withdrawn=True) for record in left if record.merged is not None]
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


def _observed(show_id: int, fetched: FetchedSeasons, now: datetime) -> dict[int, SeasonRecord]:
    """Return the stored records with the sources' new answers in them."""
    records = {number: _without(record, fetched.void) for number, record in fetched.stored.items()}
    listed = None if fetched.listed is None else {outline.number for outline in fetched.listed}
    for number, result in fetched.tmdb.items():
        record = records.get(number) or SeasonRecord(show_id=show_id, number=number)
        if not isinstance(result, SourceFailed):
            records[number] = _answered(record, result, now)
        elif result.cause is Cause.NOT_FOUND and listed is not None and number not in listed:
            records[number] = _withdrawn(record, now)
        else:
            records[number] = replace(record, failure=str(result))
    others: tuple[tuple[Source, tuple[SeasonFacts, ...] | None], ...] = (
        ("tvmaze", fetched.tvmaze),
        ("trakt", fetched.trakt),
    )
    for source, seasons in others:
        if seasons is not None:
            _replace(records, show_id, source, seasons, whole=source not in fetched.partial)
    return records


def _without(record: SeasonRecord, void: frozenset[Source]) -> SeasonRecord:
    said = {source: facts for source, facts in record.said.items() if source not in void}
    return record if len(said) == len(record.said) else replace(record, said=said)


def _answered(record: SeasonRecord, result: Fetched[SeasonFacts], now: datetime) -> SeasonRecord:
    """Return a season with TMDB's answer; what an answer that could not be read in full lacks is kept."""
    known = record.said.get("tmdb")
    facts = result.value
    if facts is not None and known is not None and result.degraded:
        read = {episode.numbering.number for episode in facts.episodes}
        kept = tuple(episode for episode in known.episodes if episode.numbering.number not in read)
        facts = replace(facts, episodes=(*facts.episodes, *kept))
    said = {**record.said, "tmdb": facts} if facts is not None else record.said
    return replace(
        record,
        said=said,
        etag=None if result.degraded else result.etag or record.etag,
        fetched_at=now,
        failure="; ".join(result.degraded) or None,
        withdrawn_at=None,
        format=SEASON_FORMAT,
    )


def _withdrawn(record: SeasonRecord, now: datetime) -> SeasonRecord:
    """Return a season that TMDB deleted: what TMDB knew of it goes, and no other provider supplies it."""
    said: dict[Source, SeasonFacts] = {source: facts for source, facts in record.said.items() if source != "tmdb"}
    return replace(record, said=said, etag=None, failure=None, withdrawn_at=record.withdrawn_at or now)


def _replace(
    records: dict[int, SeasonRecord], show_id: int, source: Source, seasons: Sequence[SeasonFacts], *, whole: bool
) -> None:
    """Replace a source's seasons by those it returned; a whole answer removes the seasons that it does not have."""
    by_number = {facts.number: facts for facts in seasons}
    for number in {*by_number, *(records if whole else ())}:
        record = records.get(number) or SeasonRecord(show_id=show_id, number=number)
        said = {by: facts for by, facts in record.said.items() if by != source}
        if number in by_number:
            said[source] = by_number[number]
        if said != record.said:
            records[number] = replace(record, said=said)


def content_hash(season: Season) -> str:
    """Give the SHA-256 of a season's merged content.

    The text of a frozen dataclass names every field and value in a fixed order, as does the merge its sources.
    """
    return hashlib.sha256(repr(season).encode()).hexdigest()
