"""Parts of long seasons in Postgres: kept until the last part of their version has arrived.

Parts have different keys, so replicas may hold parts of one season at the same time. Each locks the season's part 0
first, and thus sees what the other has committed: the last one completes the season.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.application.commands import StoreSeasonPart

_LOCK: Final = """
insert into season_parts (season_id, part, version, parts, body)
select wanted.season_id, 0, 0, 0, '' from unnest($1::uuid[]) as wanted (season_id) order by wanted.season_id
on conflict (season_id, part) do update set version = season_parts.version
"""
_KEEP: Final = """
insert into season_parts (season_id, part, version, parts, body)
select part.season_id, part.part, part.version, part.parts, part.body
from unnest($1::uuid[], $2::integer[], $3::bigint[], $4::integer[], $5::bytea[])
  as part (season_id, part, version, parts, body)
left join seasons s on s.season_id = part.season_id
where s.version is null or s.version < part.version
on conflict (season_id, part) do update set version = excluded.version, parts = excluded.parts, body = excluded.body
where season_parts.version < excluded.version
"""
_COMPLETE: Final = """
select p.season_id, p.version from season_parts p
where p.season_id = any($1::uuid[]) and p.part > 0
group by p.season_id, p.version having count(*) = max(p.parts)
  and p.version = (select max(other.version) from season_parts other where other.season_id = p.season_id)
order by p.season_id
"""
_TAKE: Final = """
with taken as (
  delete from season_parts where season_id = $1 and part > 0 and version <= $2 returning part, version, body
)
select body from taken where version = $2 order by part
"""

_FORGET: Final = """
delete from season_parts p using seasons s
where p.season_id = any($1::uuid[]) and p.part > 0 and s.season_id = p.season_id and p.version <= s.version
"""


async def forget_older(connection: AsyncConnection, seasons: Sequence[UUID]) -> None:
    """Delete parts that seasons have outgrown."""
    if seasons:
        await connection.exec_driver_sql(_FORGET, (list(seasons),))


async def complete(connection: AsyncConnection, parts: Sequence[StoreSeasonPart]) -> Sequence[Sequence[bytes]]:
    """Keep parts newer than what is known, and return the bodies of each season that is complete, in order."""
    if not parts:
        return []
    ordered = sorted(parts, key=lambda part: (str(part.season_id), part.part))
    seasons: list[UUID] = sorted({part.season_id for part in parts})
    await connection.exec_driver_sql(_LOCK, (seasons,))
    await connection.exec_driver_sql(
        _KEEP,
        (
            [part.season_id for part in ordered],
            [part.part for part in ordered],
            [part.version for part in ordered],
            [part.parts for part in ordered],
            [part.body for part in ordered],
        ),
    )
    found = await connection.exec_driver_sql(_COMPLETE, (seasons,))
    taken = []
    for row in found.all():
        bodies = await connection.exec_driver_sql(_TAKE, (row.season_id, row.version))
        taken.append(bodies.scalars().all())
    return taken
