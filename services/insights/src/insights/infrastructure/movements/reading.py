"""Reading movements: one indexed statement per request."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ARRAY, Text, bindparam, text

from chassis.storage.reads import CompiledRead, ReadPool, Record
from insights.application.movements.read_models import MovedTitle, MovementList
from insights.domain.movements.movement import Direction
from insights.infrastructure.movements.kept import TITLE_COLUMNS, VERSIONS, Kept
from insights.infrastructure.movements.rows import to_movement
from insights.infrastructure.titles.rows import to_title

# The columns of the window, those of the movement, and those that identify the content of the title.
_KEY: Final = slice(3, 3 + 7 + VERSIONS)
MOVEMENTS: Final = CompiledRead(
    text(
        """
    select w.as_of, w.data_since, w.titles as counted, strongest.*
    from movement_windows w
    left join lateral (
      select list.*
      from unnest(:directions) as requested (direction)
      cross join lateral (
        select ranked.*
        from unnest(:kinds) as chosen (kind)
        cross join lateral (
          select m.window_days, m.direction, m.day, m.current_watchers, m.growth_current, m.growth_prev, m.strength,
            /* title */
          from movements m join titles t on t.media_id = m.media_id
          where m.window_days = w.window_days and m.direction = requested.direction and m.kind = chosen.kind
            and t.facts_version is not null and t.gone_at is null
          order by m.strength desc, m.media_id
          limit {limit}
        ) ranked
        order by ranked.strength desc, ranked.media_id
        limit {limit}
      ) list
    ) strongest on true
    where w.window_days = :window_days
    order by strongest.direction, strongest.strength desc, strongest.media_id
    """.replace("/* title */", TITLE_COLUMNS)
    ).bindparams(
        bindparam("window_days", required=True),
        bindparam("directions", type_=ARRAY(Text), required=True),
        bindparam("kinds", type_=ARRAY(Text), required=True),
    )
)


class SqlMovementReader:
    """Movements in Postgres."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads
        self._items = Kept(_moved, _KEY)

    async def movements(
        self, window_days: int, directions: Sequence[Direction], kinds: Sequence[str], limit: int
    ) -> MovementList:
        """Read the rollup: per direction and kind the first entries of one index, joined with their titles."""
        values = {"window_days": window_days, "directions": directions, "kinds": kinds, "limit": limit}
        rows = await self._reads.fetch(MOVEMENTS, values)
        if not rows:
            return MovementList(None, None, 0, [])
        head = rows[0]
        items = [self._items(row) for row in rows if row["media_id"] is not None]
        return MovementList(head["as_of"], head["data_since"], head["counted"], items)


def _moved(row: Record) -> MovedTitle:
    return MovedTitle(to_title(row), to_movement(row))
