"""Ids at MusicBrainz that administrators correct: a look-up has taken something else for an artist or album."""

from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from music.application.enrichment.conflicts import identify
from music.application.enrichment.ports import Entity
from music.application.unit_of_work import UnitOfWork, Units
from music.domain.enrichment.conflicts import ConflictStatus
from music.domain.enrichment.fields import EntityKind, Field, Source
from music.domain.library.errors import AlbumNotFound, ArtistNotFound

_DEPENDS: Final = (
    (Field.MBID, Source.MUSICBRAINZ),
    (Field.PICTURE, Source.COVERART),
    (Field.PICTURE, Source.FANART),
)
"""What was suggested for the former id."""


class IdentifyMusic:
    """Stores ids that no look-up replaces, and withdraws them."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def choose(self, kind: EntityKind, entity_id: UUID, user: UUID, mbid: str | None) -> str | None:
        """Use an id, or none, whatever tags and look-ups state; raise ArtistNotFound, AlbumNotFound."""
        return await self._correct(kind, entity_id, user, mbid, Source.EDITOR)

    async def withdraw(self, kind: EntityKind, entity_id: UUID, user: UUID) -> str | None:
        """Use what tags and look-ups state again, and return the id; raise ArtistNotFound, AlbumNotFound."""
        return await self._correct(kind, entity_id, user, None, None)

    async def _correct(
        self, kind: EntityKind, entity_id: UUID, user: UUID, mbid: str | None, source: Source | None
    ) -> str | None:
        now = self._clock.now()
        async with self._units.begin() as work:
            entity = await work.metadata.entity(kind, entity_id, lock=True)
            if entity is None:
                raise ArtistNotFound(entity_id) if kind is EntityKind.ARTIST else AlbumNotFound(entity_id)
            stored = entity.record
            is_chosen = stored.mbid_source is Source.EDITOR
            if is_chosen != (source is Source.EDITOR) or (is_chosen and stored.mbid != mbid):
                record = stored.corrected(mbid, source)
                await identify(work, entity, record, user, now)
                await work.entity_pictures.keep(kind, entity_id, None)
                await _decline(work, entity, user, now)
                return record.effective_mbid(entity.tags_mbid)
            return entity.mbid


async def _decline(work: UnitOfWork, entity: Entity, user: UUID, now: datetime) -> None:
    for field, source in _DEPENDS:
        for conflict in await work.metadata.conflicts_about(entity.id, field, source):
            if conflict.status is ConflictStatus.PENDING:
                await work.metadata.save_conflict(conflict.resolved(ConflictStatus.REJECTED, user, now))
