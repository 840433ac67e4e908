"""Counting titles by what they have in common."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Text, bindparam, text

from chassis.storage.reads import CompiledRead, ReadPool
from insights.application.trends.distributions import Dimension, Group, Groups


def _statement(values: str, order: str) -> CompiledRead:
    """Return the statement that counts by `values`, an array of texts per title; a title counts once per value."""
    return CompiledRead(
        text(f"""
        with listed as materialized (
          select {values} as keys, ratingo_score from titles
          where facts_version is not null and gone_at is null and (cast(:kind as text) is null or kind = :kind)
        )
        select null as key, count(*) as titles, null::float8 as mean_score,
          count(*) filter (where coalesce(cardinality(keys), 0) = 0) as unknown
        from listed
        union all
        (select key, count(*), avg(ratingo_score), 0
         from listed cross join lateral (select distinct unnest(keys) as key) k
         group by key order by {order})
        """).bindparams(bindparam("kind", type_=Text, required=True))  # noqa: S608 - made of constants
    )


_LARGEST: Final = "count(*) desc, key"
_STATEMENTS: Final[Mapping[Dimension, CompiledRead]] = {
    "decade": _statement(
        "case when release_date is not null then array[(extract(year from release_date)::int / 10 * 10)::text] end",
        "key",
    ),
    "country": _statement("countries", _LARGEST),
    "genre": _statement("genres::text[]", _LARGEST),
    "kind": _statement("array[kind]", _LARGEST),
}


class SqlDistributionReader:
    """Counts in Postgres: one pass over the titles."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def groups(self, dimension: Dimension, kind: str | None) -> Groups:
        """Return the groups of a dimension."""
        head, *rows = await self._reads.fetch(_STATEMENTS[dimension], {"kind": kind})
        return Groups(
            total=head["titles"],
            unknown=head["unknown"],
            groups=[Group(row["key"], row["titles"], row["mean_score"]) for row in rows],
        )
