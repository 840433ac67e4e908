"""The statements that change running jobs while their leases are held.

A statement that changes several jobs locks them in the order of their keys, as adding jobs does: no two can deadlock.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, TextClause, bindparam, text, update
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.dml import ReturningUpdate

from jobs.model import J
from jobs.postgres.rows import Queue

# Others may change these while a job runs: who waits for it, how urgent it is, what else is requested. Its origin never
# changes.
_SHARED: Final = frozenset({"id", "requested_by", "priority", "payload", "leased_until", "origin"})

EXTEND: Final = text(
    """
    with held as materialized (
      select id from jobs where status = 'processing' and lease = any(:leases) order by dedup_key for update
    )
    update jobs set leased_until = clock_timestamp() + :lease where id = any(array(select id from held))
    returning jobs.lease
    """
).bindparams(bindparam("leases", type_=ARRAY(UuidType)))
"""Extends the leases that are still held, and returns them."""


@cache
def held_updates(table: Table) -> tuple[ReturningUpdate[tuple[Any]], ReturningUpdate[tuple[Any]]]:
    """Return the statements that replace a job while its lease is `held_lease`, and that also end the lease.

    Their parameters are `held_id`, `held_lease` and the columns of `own_columns`. They are built once: every checkpoint
    and every end of a job runs one of them.
    """
    own: dict[str, Any] = {name: bindparam(name) for name in own_columns(table)}
    held = update(table).where(table.c.id == bindparam("held_id"), table.c.lease == bindparam("held_lease"))
    payload = table.c.payload
    return held.values(own).returning(payload), held.values({**own, "leased_until": None}).returning(payload)


@cache
def own_columns(table: Table) -> tuple[str, ...]:
    """Return the columns that only the worker of a running job changes."""
    return tuple(column.name for column in table.c if column.name not in _SHARED)


@cache
def end_statement(table: Table) -> TextClause:
    """Return the statement that ends jobs while their leases are held, and returns their ids and payloads.

    Its parameter `rows` is the text of `to_rows`. The jobs are found by their ids alone, also when the planner still
    believes the table to be empty.
    """
    own = ", ".join(f"{name} = ended.{name}" for name in own_columns(table) if name != "lease")
    return text(
        f"""
        with ended as materialized (
          select * from jsonb_populate_recordset(cast(null as jobs), cast(:rows as jsonb))
        ), held as materialized (
          select id from jobs
          where id = any(array(select id from ended)) and lease = any(array(select lease from ended))
          order by dedup_key for update
        )
        update jobs set {own}, lease = null, leased_until = null
        from ended where jobs.id = ended.id and jobs.id = any(array(select id from held))
        returning jobs.id, jobs.payload
        """  # noqa: S608 - the names of our own columns
    )


def to_rows(queue: Queue[J], jobs: Mapping[UUID, J]) -> str:
    """Return jobs by their leases as a JSON text of rows with their own columns and the lease that is held."""
    names = ("id", *own_columns(queue.table))
    rows = [
        {name: value for name, value in {**queue.to_row(job), "lease": lease}.items() if name in names}
        for lease, job in jobs.items()
    ]
    return json.dumps(rows, default=str)
