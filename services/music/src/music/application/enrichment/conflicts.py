"""Conflicts as a use case stores, lists and decides them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from music.application.enrichment.jobs import enrich_job
from music.application.enrichment.ports import ConflictFilter, Entity
from music.application.unit_of_work import Readers, UnitOfWork, Units
from music.domain.enrichment.conflicts import Conflict, ConflictStatus, Suggestion, is_settled
from music.domain.enrichment.errors import ConflictNotFound, SuggestionNotFound
from music.domain.enrichment.fields import Field, Source
from music.domain.enrichment.matching import Candidate
from music.domain.enrichment.record import Biography, Record


async def suggest(
    work: UnitOfWork,
    entity: Entity,
    field: Field,
    source: Source,
    suggestions: Sequence[Suggestion],
    now: datetime,
    *,
    current: str | None,
) -> bool:
    """Store a conflict with the current value, unless it was decided before; a pending one gets the suggestions.

    Return whether it waits for a decision.
    """
    stored = await work.metadata.conflicts_about(entity.id, field, source)
    pending = next((conflict for conflict in stored if conflict.status is ConflictStatus.PENDING), None)
    decided = [conflict for conflict in stored if conflict.status is not ConflictStatus.PENDING]
    if is_settled(decided, suggestions):
        return False
    if pending is not None:
        changed = replace(pending, suggestions=tuple(suggestions), current=current, updated_at=now)
        await work.metadata.save_conflict(changed)
        return True
    await work.metadata.save_conflict(
        Conflict(
            id=uuid4(),
            kind=entity.kind,
            entity_id=entity.id,
            entity_name=entity.name,
            field=field,
            source=source,
            suggestions=tuple(suggestions),
            current=current,
            status=ConflictStatus.PENDING,
            created_at=now,
            updated_at=now,
        )
    )
    return True


async def withdraw(work: UnitOfWork, entity: Entity, field: Field, source: Source) -> None:
    """Delete the conflict that waits for a decision: nothing differs any more."""
    for conflict in await work.metadata.conflicts_about(entity.id, field, source):
        if conflict.status is ConflictStatus.PENDING:
            await work.metadata.delete_conflict(conflict.id)


async def identify(work: UnitOfWork, entity: Entity, record: Record, user: UUID, now: datetime) -> None:
    """Save a record with another id, and have everything that depends on the id looked up again."""
    await work.metadata.save(entity.id, record, now)
    await work.queue(enrich_job(entity.kind, entity.id, now, user=user))


class DecideConflicts:
    """Lists conflicts, and applies what administrators decide."""

    def __init__(self, units: Units, readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def list(self, which: ConflictFilter, part: Slice) -> Part[Conflict]:
        """Return conflicts, the last created first."""
        async with self._readers.read() as work:
            return await work.metadata.conflicts(which, part)

    async def get(self, conflict_id: UUID) -> Conflict:
        """Return a conflict with its whole texts; raise ConflictNotFound."""
        async with self._readers.read() as work:
            return _existing(await work.metadata.conflict(conflict_id), conflict_id)

    async def picture(self, conflict_id: UUID, number: int) -> str:
        """Return the id of a picture that is suggested; raise ConflictNotFound, SuggestionNotFound."""
        conflict = await self.get(conflict_id)
        if conflict.field is not Field.PICTURE or number >= len(conflict.suggestions):
            raise SuggestionNotFound(conflict_id, number)
        return conflict.suggestions[number].value

    async def accept(self, conflict_id: UUID, user: UUID, number: int) -> Conflict:
        """Use one of the suggestions; raise ConflictNotFound, ConflictResolved, SuggestionNotFound."""
        now = self._clock.now()
        async with self._units.begin() as work:
            listed = _existing(await work.metadata.conflict(conflict_id), conflict_id)
            # The artist or album first, as look-ups lock them: otherwise each could wait for the other.
            entity = await work.metadata.entity(listed.kind, listed.entity_id, lock=True)
            conflict = await self._locked(work, conflict_id)
            decided = conflict.resolved(ConflictStatus.ACCEPTED, user, now, number)
            if entity is None:
                raise ConflictNotFound(conflict_id)
            suggestion = decided.suggestions[number]
            if conflict.field is Field.PICTURE:
                # One that no database has any more may have been deleted.
                if not await work.covers.has_picture(suggestion.value):
                    raise SuggestionNotFound(conflict_id, number)
                await work.entity_pictures.choose(entity.kind, entity.id, suggestion.value)
            elif conflict.field is Field.MBID:
                choice = Candidate(suggestion.value, 100, (), group_mbid=suggestion.group_mbid)
                await identify(work, entity, entity.record.with_match(choice, Source.EDITOR), user, now)
            else:
                biography = Biography(suggestion.value, conflict.source, suggestion.url)
                await work.metadata.save(entity.id, entity.record.with_biography(biography, Source.EDITOR), now)
            await work.metadata.save_conflict(decided)
        return decided

    async def decline(self, conflict_id: UUID, user: UUID, status: ConflictStatus) -> Conflict:
        """Reject the suggestions, or ignore the source for this field; raise ConflictNotFound, ConflictResolved."""
        async with self._units.begin() as work:
            conflict = await self._locked(work, conflict_id)
            decided = conflict.resolved(status, user, self._clock.now())
            await work.metadata.save_conflict(decided)
        return decided

    async def _locked(self, work: UnitOfWork, conflict_id: UUID) -> Conflict:
        return _existing(await work.metadata.conflict(conflict_id, lock=True), conflict_id)


def _existing(conflict: Conflict | None, conflict_id: UUID) -> Conflict:
    if conflict is None:
        raise ConflictNotFound(conflict_id)
    return conflict
