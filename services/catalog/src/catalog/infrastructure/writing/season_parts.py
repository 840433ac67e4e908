"""Parts of long seasons in Postgres: stored until the last part of their version has arrived.

Parts have different keys, so replicas may write parts of one season at the same time, or a part while another replica
writes the whole season. Each locks the season first, and thus reads what the other has committed: the last part
completes the season, and no part that is older than the season stays.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.application.commands import StoreSeasonPart
from chassis.storage.statements import Statement

_LOCK: Final = Statement(
    """
    select pg_advisory_xact_lock(hashtextextended('catalog.season ' || season_id, 0))
    from (select s.season_id from unnest(cast(:seasons as uuid[])) as s (season_id) order by s.season_id) as sorted
    """
)
_STORE: Final = text(
    """
    insert into season_parts (season_id, part, version, parts, body)
    select p.season_id, p.part, p.version, p.parts, p.body
    from unnest(cast(:seasons as uuid[]), cast(:numbers as integer[]), cast(:versions as bigint[]),
                cast(:parts as integer[]), cast(:bodies as bytea[]))
      as p (season_id, part, version, parts, body)
    left join seasons s on s.season_id = p.season_id
    where s.version is null or s.version < p.version
    on conflict (season_id, part) do update set version = excluded.version, parts = excluded.parts, body = excluded.body
    where season_parts.version < excluded.version
    """
)
_COMPLETE: Final = text(
    """
    select p.season_id, p.version from season_parts p
    where p.season_id = any(cast(:seasons as uuid[]))
    group by p.season_id, p.version having count(*) = max(p.parts)
      and p.version = (select max(other.version) from season_parts other where other.season_id = p.season_id)
    order by p.season_id
    """
)
_REMOVE: Final = text(
    """
    with removed as (
      delete from season_parts where season_id = :season and version <= :version
      returning part, version, body
    )
    select body from removed where version = :version order by part
    """
)
_REMOVE_OLDER: Final = Statement(
    """
    delete from season_parts p using seasons s
    where p.season_id = any(cast(:seasons as uuid[])) and s.season_id = p.season_id and p.version <= s.version
    """
)


async def remove_older(connection: AsyncConnection, seasons: Sequence[UUID]) -> None:
    """Delete the parts that are not newer than the stored season, once no other transaction stores one."""
    if seasons:
        await _LOCK(connection, {"seasons": list(seasons)})
        await _REMOVE_OLDER(connection, {"seasons": list(seasons)})


async def complete(connection: AsyncConnection, parts: Sequence[StoreSeasonPart]) -> Sequence[Sequence[bytes]]:
    """Store parts that are newer than the season, and return the bodies, in order, of each complete season."""
    if not parts:
        return []
    ordered = sorted(parts, key=lambda part: (str(part.season_id), part.part))
    seasons: list[UUID] = sorted({part.season_id for part in parts})
    await _LOCK(connection, {"seasons": seasons})
    await connection.execute(
        _STORE,
        {
            "seasons": [part.season_id for part in ordered],
            "numbers": [part.part for part in ordered],
            "versions": [part.version for part in ordered],
            "parts": [part.parts for part in ordered],
            "bodies": [part.body for part in ordered],
        },
    )
    rows = (await connection.execute(_COMPLETE, {"seasons": seasons})).all()
    completed = []
    for row in rows:
        bodies = await connection.execute(_REMOVE, {"season": row.season_id, "version": row.version})
        completed.append(bodies.scalars().all())
    return completed
