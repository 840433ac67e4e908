"""Audience retention in Postgres, in the caller's transaction, in which its events are published."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select, update

from chassis.messaging.transaction import Transaction
from chassis.storage.statements import Row, Statement
from playback.domain.assets.subject import Subject
from playback.domain.audience.curve import Audience, Curve
from playback.domain.audience.parts import PARTS
from playback.domain.quality.session import MeasuredSession
from playback.infrastructure.assets.tables import asset_versions, assets
from playback.infrastructure.audience import events
from playback.infrastructure.audience.tables import audiences, watched_parts

PAUSE: Final = timedelta(minutes=1)
"""The shortest time between two events about a version."""
_WATCH: Final = Statement(
    "insert into watched_parts as stored (asset_id, version, user_id, parts)"
    " values (:asset_id, :version, :user_id, :parts)"
    " on conflict (asset_id, version, user_id) do update set parts = stored.parts | excluded.parts"
    " where stored.parts | excluded.parts <> stored.parts returning 1 as changed"
)
# A row that is marked already is locked all the same: a count that begins now skips it, and does not remove the mark.
_MARK: Final = Statement(
    "insert into audiences as marked (asset_id, version, stale, revision, shown)"
    " select asset_id, version, true, 0, false"
    " from unnest(cast(:asset_ids as uuid[]), cast(:versions as integer[])) as m (asset_id, version)"
    " order by asset_id, version"
    " on conflict (asset_id, version) do update set stale = true where not marked.stale"
)
_A: Final = audiences.c
_CLAIM: Final = (
    select(
        _A.asset_id,
        _A.version,
        _A.revision,
        _A.shown,
        asset_versions.c.duration_ms,
        assets.c.media_id,
        assets.c.season,
        assets.c.episode,
        assets.c.trailer,
    )
    .join_from(audiences, assets, assets.c.id == _A.asset_id)
    .join(asset_versions, (asset_versions.c.asset_id == _A.asset_id) & (asset_versions.c.number == _A.version))
    .order_by(_A.counted_at.nulls_first(), _A.asset_id, _A.version)
    .with_for_update(of=audiences, skip_locked=True)
)
_W: Final = watched_parts.c
_COUNT: Final = select(
    func.count().label("users"),
    *(func.count().filter(_W.parts.op("&")(1 << part) != 0).label(f"part_{part}") for part in range(PARTS)),
).select_from(watched_parts)


class SqlAudiences:
    """Writes and counts which parts users have watched."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def watched(self, session: MeasuredSession, parts: int) -> None:
        """Merge the bits, and mark the audience when one of them is new."""
        row = {"asset_id": session.asset_id, "version": session.version, "user_id": session.user_id, "parts": parts}
        if await _WATCH(self._connection, row):
            await self._mark([(session.asset_id, session.version)])

    async def claim(self, now: datetime, limit: int) -> Sequence[Audience]:
        """Lock rows that are marked and due, and count the users of each by a range of the primary key."""
        due = _A.stale & (_A.counted_at.is_(None) | (_A.counted_at <= now - PAUSE))
        rows = (await self._connection.execute(_CLAIM.where(due).limit(limit))).mappings().all()
        return [await self._counted(row) for row in rows]

    async def published(self, audience: Audience, curve: Curve | None, now: datetime) -> None:
        """Update the row; a curve that was never shown needs no event that withdraws it."""
        revision = audience.revision
        if curve is not None or audience.is_shown:
            revision += 1
            await self._transaction.publish(events.measured(audience, curve, revision, now), wake=False)
        changed = {"stale": False, "revision": revision, "shown": curve is not None, "counted_at": now}
        of_version = (_A.asset_id == audience.asset_id) & (_A.version == audience.version)
        await self._connection.execute(update(audiences).where(of_version).values(changed))

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete the rows of users, and mark the audiences."""
        removed = delete(watched_parts).where(_W.user_id.in_(user_ids)).returning(_W.asset_id, _W.version)
        await self._mark(sorted({(row.asset_id, row.version) for row in await self._connection.execute(removed)}))

    async def _mark(self, versions: Sequence[tuple[UUID, int]]) -> None:
        if versions:
            keys = {"asset_ids": [one for one, _ in versions], "versions": [number for _, number in versions]}
            await _MARK(self._connection, keys)

    async def _counted(self, row: Row) -> Audience:
        of_version = (_W.asset_id == row["asset_id"]) & (_W.version == row["version"])
        counts = (await self._connection.execute(_COUNT.where(of_version))).mappings().one()
        return Audience(
            asset_id=row["asset_id"],
            version=row["version"],
            subject=Subject(row["media_id"], row["season"], row["episode"], row["trailer"]),
            duration_ms=row["duration_ms"] or 0,
            revision=row["revision"],
            is_shown=row["shown"],
            users=counts["users"],
            watched=[counts[f"part_{part}"] for part in range(PARTS)],
        )
