"""Conflicts: what another database states and an administrator decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from music.domain.enrichment.errors import ConflictResolved, SuggestionNotFound
from music.domain.enrichment.fields import EntityKind, Field, Source


class ConflictStatus(StrEnum):
    """What became of a conflict. The values are stored."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    """These suggestions are wrong: others of the source are shown again."""
    IGNORED = "ignored"
    """Nothing that the source states of the field is shown again."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value to choose: an id of MusicBrainz, or a whole text."""

    value: str
    label: str
    score: int | None = None
    group_mbid: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What a source suggests for a field. One is pending at a time for an entity, field and source."""

    id: UUID
    kind: EntityKind
    entity_id: UUID
    entity_name: str
    field: Field
    source: Source
    suggestions: tuple[Suggestion, ...]
    current: str | None
    """The value when the conflict arose."""
    status: ConflictStatus
    created_at: datetime
    updated_at: datetime
    resolved_by: UUID | None = None
    resolved_at: datetime | None = None
    chosen: int | None = None

    def resolved(self, status: ConflictStatus, user: UUID, now: datetime, chosen: int | None = None) -> "Conflict":
        """Return the conflict as it was decided; raise ConflictResolved, SuggestionNotFound."""
        if self.status is not ConflictStatus.PENDING:
            raise ConflictResolved(self.id, self.status)
        if chosen is not None and not 0 <= chosen < len(self.suggestions):
            raise SuggestionNotFound(self.id, chosen)
        return replace(self, status=status, resolved_by=user, resolved_at=now, updated_at=now, chosen=chosen)


def is_settled(earlier: Sequence[Conflict], suggestions: Sequence[Suggestion]) -> bool:
    """Return whether the last decision about a field and source holds for new suggestions, too."""
    if not earlier:
        return False
    last = earlier[0]
    if last.status is ConflictStatus.IGNORED:
        return True
    rejected = {
        suggestion.value
        for conflict in earlier
        if conflict.status is ConflictStatus.REJECTED
        for suggestion in conflict.suggestions
    }
    accepted = {
        conflict.suggestions[conflict.chosen].value
        for conflict in earlier
        if conflict.status is ConflictStatus.ACCEPTED and conflict.chosen is not None
    }
    values = {suggestion.value for suggestion in suggestions}
    return values <= rejected or bool(values & accepted)
