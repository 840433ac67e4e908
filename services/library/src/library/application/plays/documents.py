"""What was recorded as JSON, for stored responses."""

from uuid import UUID

from library.application.idempotency import Document
from library.application.plays.read_models import Recorded
from library.domain.errors import KeyReused


def to_document(recorded: Recorded) -> Document:
    """Return what was recorded as JSON, for a stored response."""
    return {
        "plays": recorded.plays,
        "already_seen": recorded.already_seen,
        "play_ids": [str(play_id) for play_id in recorded.play_ids],
        "media_ids": [str(media_id) for media_id in recorded.media_ids],
    }


def from_document(document: Document | None) -> Recorded:
    """Return what a stored response says; raise KeyReused for one of another kind of request."""
    if document is None:
        raise KeyReused("this idempotency key was already used with a different request")
    return Recorded(
        document["plays"],
        document["already_seen"],
        tuple(UUID(play_id) for play_id in document["play_ids"]),
        tuple(UUID(media_id) for media_id in document["media_ids"]),
    )
