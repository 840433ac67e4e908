"""Mixes in Postgres, in the caller's transaction."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import upsert
from music.domain.mixes.mix import Mix, Pick, Subject
from music.domain.mixes.reasons import Reason, ReasonCode
from music.infrastructure.mixes.tables import mixes


class SqlMixes:
    """Reads and writes mixes."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, user_id: UUID, subject: Subject) -> Mix | None:
        """Read by the key."""
        query = select(mixes.c.day, mixes.c.seed, mixes.c.picks).where(
            mixes.c.user_id == user_id, mixes.c.kind == subject.kind, mixes.c.subject_id == subject.id
        )
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else Mix(user_id, subject, row.day, row.seed, [_pick_of(item) for item in row.picks])

    async def save(self, mix: Mix) -> None:
        """Insert or replace a row."""
        row = {
            "user_id": mix.user_id,
            "kind": mix.subject.kind,
            "subject_id": mix.subject.id,
            "day": mix.day,
            "seed": mix.seed,
            "picks": [_document_of(pick) for pick in mix.picks],
        }
        await self._connection.execute(upsert(mixes), row)

    async def prune(self, before: date) -> int:
        """Delete rows by the index of days."""
        return (await self._connection.execute(delete(mixes).where(mixes.c.day < before))).rowcount

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete rows by user."""
        await self._connection.execute(delete(mixes).where(mixes.c.user_id.in_(user_ids)))


def _document_of(pick: Pick) -> dict[str, Any]:
    reason = pick.reason
    values = {
        "plays": reason.plays,
        "days": reason.days,
        "rating": reason.rating,
        "artist": None if reason.artist_id is None else str(reason.artist_id),
        "genre": None if reason.genre_id is None else str(reason.genre_id),
    }
    stated = {name: value for name, value in values.items() if value is not None}
    return {"track": str(pick.track_id), "score": pick.score, "reason": reason.code, **stated}


def _pick_of(document: Mapping[str, Any]) -> Pick:
    artist, genre = document.get("artist"), document.get("genre")
    reason = Reason(
        ReasonCode(document["reason"]),
        plays=document.get("plays"),
        days=document.get("days"),
        rating=document.get("rating"),
        artist_id=None if artist is None else UUID(artist),
        genre_id=None if genre is None else UUID(genre),
    )
    return Pick(UUID(document["track"]), document["score"], reason)
