"""Reads what other databases state of one artist or album.

Each database is a transaction of its own: what one has stated is stored although another cannot be reached, and a job
that runs again goes on with the rest. Only a response counts as a look-up, a failure does not.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.retries import Deferred
from jobs.run import Run
from music.application.enrichment.conflicts import suggest
from music.application.enrichment.jobs import FORCE
from music.application.enrichment.picturing import ReadPictures
from music.application.enrichment.ports import (
    About,
    Biographies,
    Check,
    Databases,
    DatabaseUnavailable,
    Entity,
    Facts,
    MusicDatabase,
    Pictures,
)
from music.application.unit_of_work import UnitOfWork, Units
from music.domain.enrichment.conflicts import Suggestion
from music.domain.enrichment.fields import PROVIDERS, EntityKind, Field, Source
from music.domain.enrichment.genres import genres_of
from music.domain.enrichment.matching import Candidate, Match, Verdict, match_artist, match_release
from music.domain.enrichment.record import Biography, Record
from music.domain.enrichment.texts import biography_of
from music.domain.library.names import UNKNOWN_ARTIST, is_various

DATA_COUNTS: Final = timedelta(days=90)
"""How long data counts before it is looked up again."""
NOTHING_COUNTS: Final = timedelta(days=30)
"""How long counts that a database has nothing."""


Change = Callable[[Record], Record]


class Enrich:
    """The handler of artists, or of albums."""

    def __init__(
        self, units: Units, kind: EntityKind, databases: Databases, pictures: ReadPictures, clock: Clock
    ) -> None:
        self._units = units
        self._pictures = pictures
        self._kind = kind
        self._databases = databases
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Read what is due; raise Deferred when a database cannot be reached."""
        entity_id = UUID(run.job.payload["id"])
        failures: list[DatabaseUnavailable] = []
        for source in PROVIDERS[self._kind]:
            if source not in self._databases.configured:
                continue
            async with self._units.begin() as work:
                entity = await work.metadata.entity(self._kind, entity_id)
                checks = await work.metadata.checks(entity_id)
            if entity is None:
                return
            if not _is_due(run.job, checks.get(source), self._clock.now()):
                continue
            if failures and source in self._databases.pictures and not entity.is_identified:
                # MusicBrainz could not be called for the id that this one goes by.
                continue
            try:
                await self._look_up(source, entity)
            except DatabaseUnavailable as failure:
                failures.append(failure)
        if failures:
            first = min(failures, key=lambda failure: failure.retry_at)
            raise Deferred("; ".join(map(str, failures)), first.retry_at)

    async def _look_up(self, source: Source, entity: Entity) -> None:
        databases = self._databases
        if is_various(entity.name) or entity.name == UNKNOWN_ARTIST:
            await self._store(source, entity, lambda record: record, has_data=False)
        elif source is Source.LASTFM and databases.lastfm is not None:
            await self._read_about(databases.lastfm, entity)
        elif source is Source.MUSICBRAINZ and databases.musicbrainz is not None:
            await self._identify(databases.musicbrainz, entity)
        elif source in databases.pictures:
            await self._read_picture(source, databases.pictures[source], entity)

    async def _identify(self, database: MusicDatabase, entity: Entity) -> None:
        """Find the id at MusicBrainz, and read what is stated of it."""
        match: Match | None = None
        candidate: Candidate | None = None
        if not entity.is_identified and entity.record.mbid_source is not Source.EDITOR:
            match = await _searched(database, entity)
            candidate = match.candidates[0] if match.verdict is Verdict.APPLY else None
        mbid = candidate.mbid if candidate else entity.mbid
        group = (candidate.group_mbid if candidate else None) or entity.record.group_mbid
        facts = await _facts(database, entity.kind, mbid or None, group)

        def changed(record: Record) -> Record:
            if candidate is not None:
                record = record.with_match(candidate, Source.MUSICBRAINZ)
            if facts is not None:
                record = record.with_genres(genres_of(facts.tags), Source.MUSICBRAINZ)
                record = record.with_group(facts.group_mbid)
            return record

        suggested = match.candidates if match is not None and match.verdict is Verdict.SUGGEST else ()
        suggestions = [_suggestion(one) for one in suggested]
        await self._store(
            Source.MUSICBRAINZ, entity, changed, has_data=facts is not None, conflict=(Field.MBID, suggestions)
        )

    async def _read_about(self, database: Biographies, entity: Entity) -> None:
        about = await database.about(entity.name, entity.mbid)
        text = biography_of(about.text) if about is not None else None
        stored = entity.record.biography
        differs = text is not None and stored is not None and stored.text != text

        def changed(record: Record) -> Record:
            if about is None:
                return record
            record = record.with_similar(about.similar).with_genres(genres_of(about.tags), Source.LASTFM)
            if text is not None and record.biography is None:
                record = record.with_biography(Biography(text, Source.LASTFM, about.url), Source.LASTFM)
            return record

        suggestions = [_text(text, about)] if differs and text is not None and about is not None else []
        await self._store(
            Source.LASTFM, entity, changed, has_data=about is not None, conflict=(Field.BIOGRAPHY, suggestions)
        )

    async def _read_picture(self, source: Source, database: Pictures, entity: Entity) -> None:
        prepared = await self._pictures.read(database, entity) if entity.is_identified else None
        now = self._clock.now()
        async with self._units.begin() as work:
            current = await work.metadata.entity(entity.kind, entity.id, lock=True)
            # With another id it is another picture: that look-up is queued already.
            if current is None or current.identity != entity.identity:
                return
            if prepared is not None:
                await self._pictures.save(work, current, source, prepared, now)
            await self._note(work, current, source, now, has_data=prepared is not None)

    async def _store(
        self,
        source: Source,
        looked_up: Entity,
        changed: Change,
        *,
        has_data: bool,
        conflict: tuple[Field, list[Suggestion]] | None = None,
    ) -> None:
        """Change the record as it is now, and store that the database was looked up."""
        now = self._clock.now()
        async with self._units.begin() as work:
            entity = await work.metadata.entity(looked_up.kind, looked_up.id, lock=True)
            if entity is None or entity.identity != looked_up.identity:
                return
            record = changed(entity.record)
            if record != entity.record:
                await work.metadata.save(entity.id, record, now)
            await self._suggest(work, entity, source, conflict, now)
            await self._note(work, entity, source, now, has_data=has_data)

    async def _note(self, work: UnitOfWork, entity: Entity, source: Source, now: datetime, *, has_data: bool) -> None:
        check = Check(now, now + (DATA_COUNTS if has_data else NOTHING_COUNTS))
        await work.metadata.note_check(entity.id, source, check, has_data=has_data)

    async def _suggest(
        self,
        work: UnitOfWork,
        entity: Entity,
        source: Source,
        conflict: tuple[Field, list[Suggestion]] | None,
        now: datetime,
    ) -> None:
        if conflict is None or not conflict[1]:
            return
        field, suggestions = conflict
        biography = entity.record.biography
        current = entity.mbid if field is Field.MBID else biography.text if biography else None
        await suggest(work, entity, field, source, suggestions, now, current=current)


def _is_due(job: Job, check: Check | None, now: datetime) -> bool:
    """Return whether a database is due; one that was looked up since the request is not."""
    if check is None or check.until <= now:
        return True
    return bool(job.payload.get(FORCE)) and check.checked_at < job.created_at


async def _searched(database: MusicDatabase, entity: Entity) -> Match:
    if entity.kind is EntityKind.ARTIST:
        return match_artist(entity.name, await database.search_artists(entity.name))
    releases = await database.search_releases(entity.name, entity.artist, entity.artist_mbid)
    return match_release(entity.name, entity.artist, releases, year=entity.year, track_count=entity.track_count)


async def _facts(database: MusicDatabase, kind: EntityKind, mbid: str | None, group: str | None) -> Facts | None:
    """Return what is stated of an artist, or of the release group of an album: only groups have tags worth reading."""
    if kind is EntityKind.ARTIST:
        return None if mbid is None else await database.artist(mbid)
    if group is None and mbid is not None:
        release = await database.release(mbid)
        group = None if release is None else release.group_mbid
    if group is None:
        return None
    facts = await database.release_group(group)
    return None if facts is None else Facts(facts.tags, group)


def _suggestion(candidate: Candidate) -> Suggestion:
    parts = (candidate.names[0], candidate.artist, candidate.year, candidate.detail)
    label = ", ".join(str(part) for part in parts if part)
    return Suggestion(candidate.mbid, label, candidate.score, candidate.group_mbid)


def _text(text: str, about: About) -> Suggestion:
    return Suggestion(text, text[:200], url=about.url)
