"""What Postgres did during a run: batches of consumers and relays, statements, row versions, commits and WAL.

The counters are those of pg_stat_statements and of the statistics of tables: every statement of every service counts.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg
from figures import table

TABLE_STATISTICS_SECONDS: Final = 11.0
"""An idle session reports its counts of rows at most this much later."""

_FORGET: Final = "select pg_stat_statements_reset(), pg_stat_reset()"
_BATCHES: Final = """
select pg_get_userbyid(userid) as service, sum(calls)::int as batches, sum(rows)::int as events from pg_stat_statements
where query ~* $1 group by 1 having sum(rows) > 0 order by 1
"""
_STATEMENTS: Final = """
select round(total_exec_time::numeric / $1, 3) as ms, round(calls::numeric / $1, 2) as calls,
  round(rows::numeric / $1, 2) as rows, round(wal_bytes / $1) as wal, pg_get_userbyid(userid) as service,
  regexp_replace(left(query, 400), '\\s+', ' ', 'g') as query
from pg_stat_statements where pg_get_userbyid(userid) <> current_user
order by total_exec_time desc limit $2
"""
_TOTALS: Final = """
select round(sum(total_exec_time)::numeric / $1, 2) as ms, round(sum(calls)::numeric / $1, 1) as calls
from pg_stat_statements where pg_get_userbyid(userid) <> current_user
"""
_TABLES: Final = """
select schemaname || '.' || relname as name, round(n_tup_ins::numeric / $1, 2) as inserted,
  round(n_tup_upd::numeric / $1, 2) as updated, round(n_tup_hot_upd::numeric / $1, 2) as hot,
  round(n_tup_del::numeric / $1, 2) as deleted, n_dead_tup as dead,
  (select count(*) from pg_index i where i.indrelid = relid) as indexes
from pg_stat_user_tables where n_tup_ins + n_tup_upd + n_tup_del > $1 / 50
order by n_tup_ins + 2 * n_tup_upd + n_tup_del desc
"""
_INDEXES: Final = """
select schemaname || '.' || indexrelname || ' (' || relname || ')' from pg_stat_user_indexes u
join pg_index i using (indexrelid) join pg_stat_user_tables t using (relid, schemaname, relname)
where u.idx_scan = 0 and not i.indisunique and t.n_tup_ins > $1 / 50 order by 1
"""
_COMMITS: Final = "select xact_commit from pg_stat_database where datname = current_database()"
CLAIMS: Final = "insert into inbox"
ROUNDS: Final = "delete from (\\w+\\.)?outbox"


@dataclass(slots=True)
class Statements:
    """The counters since `start`."""

    connection: asyncpg.Connection
    wal: int = 0

    async def start(self) -> None:
        """Set all counters to zero."""
        await self.connection.execute(_FORGET)
        self.wal = await self._wal()

    async def batches(self) -> str:
        """Return the table of events per batch: of each consumer, and of each relay."""
        claims = await self.connection.fetch(_BATCHES, CLAIMS)
        rounds = await self.connection.fetch(_BATCHES, ROUNDS)
        return "\n".join(
            (f"  events per batch: {_per_batch(claims)}", f"  events per relay round: {_per_batch(rounds)}")
        )

    async def details(self, titles: int, most: int = 30) -> str:
        """Return the statements, the row versions by table, WAL and commits, each per title."""
        wal = await self._wal() - self.wal
        await asyncio.sleep(TABLE_STATISTICS_SECONDS)
        commits = await self.connection.fetchval(_COMMITS)
        total = await self.connection.fetchrow(_TOTALS, titles)
        statements = await self.connection.fetch(_STATEMENTS, titles, most)
        tables = await self.connection.fetch(_TABLES, titles)
        unused = await self.connection.fetch(_INDEXES, titles)
        spent = f"{total['ms']} ms in {total['calls']} statements, {commits / titles:.1f} commits"
        return "\n".join(
            (
                f"  per title: {spent}, {wal / titles / 1024:.1f} KiB of WAL",
                table(
                    ("ms", "calls", "rows", "WAL bytes", "service", "statement"),
                    [[*list(row.values())[:-1], row["query"][:160]] for row in statements],
                ),
                table(
                    ("inserted", "updated", "HOT", "deleted", "dead", "indexes", "table"),
                    [[*list(row.values())[1:], row["name"]] for row in tables],
                ),
                "indexes that no statement read: " + ", ".join(row[0] for row in unused),
            )
        )

    async def _wal(self) -> int:
        return int(await self.connection.fetchval("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"))


def _per_batch(rows: Sequence[asyncpg.Record]) -> str:
    return ", ".join(
        f"{row['service']} {row['events'] / row['batches']:.1f} ({row['batches']} batches)" for row in rows
    )
