"""When the episodes of shows air, as one value per show (`formats/airings.py`), built of the rows of `episodes`.

Seasons of one show may be applied by two replicas at the same time. Each locks the show's row first, and thus reads the
episodes that the other has committed.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.infrastructure.formats.airings import NO_DAY
from chassis.storage.statements import Statement

# A row that the condition excludes is locked, and not written.
_LOCK: Final = Statement(
    """
    insert into documents (media_id) select show from unnest(cast(:shows as uuid[])) as show order by show
    on conflict (media_id) do update set airings = excluded.airings where false
    """
)
PACKED: Final = f"""
string_agg(
  int8send(cast(extract(epoch from e.starts_at) * 1000000 as bigint)) || int4send(e.season) || int4send(e.number)
  || int4send(coalesce(e.air_date - date '1970-01-01', {NO_DAY}))
  || case when e.aired_at > e.starts_at then cast('\\x01' as bytea) else cast('\\x00' as bytea) end,
  cast('' as bytea) order by e.starts_at, e.season, e.number
)
"""
"""The airings of the rows of `episodes` e."""
_REBUILD: Final = Statement(
    f"""
    update documents d set airings = source.airings
    from (
      select show as media_id, coalesce({PACKED}, '') as airings
      from unnest(cast(:shows as uuid[])) as show
      left join episodes e on e.media_id = show and e.season > 0 and e.starts_at is not null
      group by show
    ) source
    where d.media_id = source.media_id and d.airings is distinct from source.airings
    """  # noqa: S608 - made of constants
)


async def rebuild(connection: AsyncConnection, shows: Collection[UUID]) -> None:
    """Rebuild the airings of shows from their episodes, in the order of ids to avoid deadlocks."""
    if shows:
        ordered = {"shows": sorted(shows)}
        await _LOCK(connection, ordered)
        await _REBUILD(connection, ordered)
