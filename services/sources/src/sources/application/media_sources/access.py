"""Who may read and change a media source."""

from dataclasses import dataclass
from uuid import UUID

from sources.application.unit_of_work import UnitOfWork
from sources.domain.media_sources.errors import SourceNotFound, SourceOfAnother
from sources.domain.media_sources.source import MediaSource


@dataclass(frozen=True, slots=True)
class Actor:
    """The user who makes a request."""

    user_id: UUID
    is_administrator: bool = False


async def find_visible(work: UnitOfWork, source_id: UUID, actor: Actor) -> MediaSource:
    """Return a source whose files the actor may see; raise SourceNotFound."""
    source = await work.media_sources.find(source_id)
    if source is None or not (actor.is_administrator or source.is_visible_to(actor.user_id)):
        raise SourceNotFound(source_id)
    return source


async def find_owned(work: UnitOfWork, source_id: UUID, actor: Actor, *, lock: bool = False) -> MediaSource:
    """Return a source that the actor may change, locked if requested; raise SourceNotFound, SourceOfAnother."""
    source = await work.media_sources.find(source_id, lock=lock)
    if source is None:
        raise SourceNotFound(source_id)
    if actor.is_administrator or source.owner_id == actor.user_id:
        return source
    raise SourceOfAnother(source_id) if source.is_visible_to(actor.user_id) else SourceNotFound(source_id)
