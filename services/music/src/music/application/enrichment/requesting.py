"""Artists and albums that are looked up on request and by schedule, and what users read of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run
from music.application.enrichment.jobs import enrich_job
from music.application.folders.access import Listener, audible
from music.application.unit_of_work import Readers, Units
from music.domain.enrichment.calls import CallState
from music.domain.enrichment.errors import MetadataOff
from music.domain.enrichment.fields import PROVIDERS, EntityKind, Source
from music.domain.enrichment.record import Record, SimilarArtist
from music.domain.library.errors import AlbumNotFound, ArtistNotFound
from music.domain.library.grouping import artist_id

BATCH: Final = 200
"""Artists and albums that are queued at a time: as many as MusicBrainz permits until the next time."""


@dataclass(frozen=True, slots=True)
class AboutArtist:
    """What users read of an artist; similar artists have an id where the user may hear them."""

    mbid: str | None
    record: Record
    similar: Sequence[tuple[SimilarArtist, UUID | None]]


@dataclass(frozen=True, slots=True)
class DatabaseStatus:
    """How a database of music does."""

    source: Source
    is_configured: bool
    calls_per_second: float
    state: CallState


class EnrichService:
    """Requests look-ups, and reads what they have brought."""

    def __init__(
        self,
        units: Units,
        readers: Readers,
        rates: Mapping[Source, float],
        configured: Sequence[Source],
        clock: Clock,
    ) -> None:
        self._units = units
        self._readers = readers
        self._rates = rates
        self._configured = configured
        self._clock = clock

    async def request(self, kind: EntityKind, entity_id: UUID, user: UUID) -> Job:
        """Queue the job of an artist or album; raise ArtistNotFound, AlbumNotFound, MetadataOff."""
        async with self._units.begin() as work:
            if await work.metadata.entity(kind, entity_id) is None:
                raise ArtistNotFound(entity_id) if kind is EntityKind.ARTIST else AlbumNotFound(entity_id)
            if not set(PROVIDERS[kind]) & set(self._configured):
                raise MetadataOff
            job = enrich_job(kind, entity_id, self._clock.now(), user=user)
            await work.queue(job)
            return await work.jobs.active(job.dedup_key) or job

    async def about_artist(self, listener: Listener, artist: UUID) -> AboutArtist:
        """Return what is stored of an artist; raise ArtistNotFound."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            view = await work.library.artist(folders, artist)
            if view is None:
                raise ArtistNotFound(artist)
            record = await work.metadata.record(artist)
            ids = {artist_id(similar.name) for similar in record.similar}
            audible_ids = await work.metadata.audible_artists(folders, ids)
        similar = [(other, key if (key := artist_id(other.name)) in audible_ids else None) for other in record.similar]
        return AboutArtist(view.mbid, record, similar)

    async def statuses(self) -> Sequence[DatabaseStatus]:
        """Return every database of music."""
        async with self._readers.read() as work:
            states = await work.metadata.states()
        return [
            DatabaseStatus(source, source in self._configured, rate, states.get(source, CallState()))
            for source, rate in self._rates.items()
        ]


class EnrichDue:
    """The handler of the schedule: queues what no database was looked up for, or long ago."""

    def __init__(self, units: Units, configured: Sequence[Source], clock: Clock) -> None:
        self._units = units
        self._configured = configured
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Queue artists, then albums, the newest first."""
        now = self._clock.now()
        async with self._units.begin() as work:
            queued = 0
            for kind, providers in PROVIDERS.items():
                sources = [source for source in providers if source in self._configured]
                if sources:
                    ids = await work.metadata.due(kind, sources, now, BATCH)
                    await work.queue(*(enrich_job(kind, entity_id, now) for entity_id in ids))
                    queued += len(ids)
            await run.finish(work, total=queued, result={"queued": queued})
