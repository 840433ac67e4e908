"""Test databases that are used again: brought back to what their template holds, or refused.

To copy a template and to drop the copy costs 200 ms of processor time, to empty the tables that a test wrote a tenth.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final, NamedTuple

import asyncpg

TERMINATION_MS: Final = 5000

_CLASS: Final = """
(oid, relname, relnamespace, relowner, relkind, relpersistence, relnatts, relchecks, relhasrules, relhastriggers,
 relrowsecurity, relforcerowsecurity, relispartition, relacl, reloptions, relpages, reltuples)
"""
"""Without the files and transaction ids of a table, which TRUNCATE changes as it should."""
_NEWEST: Final = "count(*) || '/' || coalesce(max(xmin::text::bigint), 0)"
"""A row that is written later has a newer transaction: as many rows, and none newer, are the same rows."""
_CONTENT: Final = "count(*) || ':' || coalesce(sum(hashtextextended({}::text, 0)), 0)"
_CATALOGS: Final = (
    ("pg_class", _CONTENT.format(_CLASS), "oid >= 16384"),
    ("pg_attribute", _NEWEST, "attrelid >= 16384"),
    ("pg_index", _NEWEST, "indexrelid >= 16384"),
    *((name, _NEWEST, "oid >= 16384") for name in ("pg_constraint", "pg_trigger", "pg_proc", "pg_attrdef", "pg_type")),
    *((name, _NEWEST, "oid >= 16384") for name in ("pg_rewrite", "pg_policy", "pg_event_trigger", "pg_statistic_ext")),
    *((name, _NEWEST, "true") for name in ("pg_default_acl", "pg_extension", "pg_sequence", "pg_largeobject_metadata")),
    # The schemas of temporary tables stay for the next session that creates one.
    ("pg_namespace", _NEWEST, "nspname !~ '^pg_(toast_)?temp_'"),
    ("pg_statistic", _NEWEST, "starelid >= 16384"),
    (
        "pg_database",
        _CONTENT.format("(datdba, datconnlimit, datallowconn, datacl)"),
        "datname = current_database()",
    ),
    (
        "pg_db_role_setting",
        _CONTENT.format("(setrole, setconfig)"),
        "setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())",
    ),
)
"""What a test may change besides rows: catalog, what changes with it, condition."""
_FINGERPRINT: Final = "SELECT concat_ws(' ', {})".format(
    ", ".join(f"(SELECT {state} FROM {catalog} WHERE {condition})" for catalog, state, condition in _CATALOGS)  # noqa: S608
)
_WRITTEN: Final = """
SELECT relname, nspname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE c.oid >= 16384 AND relkind IN ('r', 'm') AND nspname NOT LIKE 'pg!_%' ESCAPE '!' AND pg_relation_size(c.oid) > 0
"""
_RESTART_SEQUENCES: Final = """
SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL
"""
_ESTIMATES: Final = "SELECT oid::bigint AS oid, relpages, reltuples FROM pg_class WHERE oid >= 16384"
_RESTORE_ESTIMATES: Final = """
UPDATE pg_class c SET relpages = was.relpages, reltuples = was.reltuples
FROM unnest($1::bigint[], $2::int[], $3::real[]) was (id, relpages, reltuples)
WHERE c.oid = was.id AND (c.relpages, c.reltuples) <> (was.relpages, was.reltuples)
"""
_FORGET_STATISTICS: Final = """
SELECT pg_stat_reset(), public.pg_stat_statements_reset(0, oid, 0) FROM pg_database WHERE datname = current_database()
"""


class Table(NamedTuple):
    """A table by its names."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f'"{self.schema}"."{self.name}"'


@dataclass(frozen=True, slots=True)
class Pristine:
    """What a template holds."""

    fingerprint: str
    rows: Mapping[Table, bytes] = field(repr=False)
    """The rows of each table that has any."""
    digest: str
    """Of these rows, as `_digest` returns it."""
    sequences: Sequence[tuple[int, int]] = field(repr=False)
    """Each sequence that has been used, with its last value."""
    estimates: tuple[list[int], list[int], list[float]] = field(repr=False)
    """The tables and indexes, and how large the planner takes them to be: pages and rows."""


async def describe(connection: asyncpg.Connection) -> Pristine:
    """Return what the connected database holds."""
    rows = {}
    for table in await _written(connection):
        content = BytesIO()
        await connection.copy_from_table(table.name, schema_name=table.schema, output=content, format="binary")
        rows[table] = content.getvalue()
    used = await connection.fetch(
        "SELECT seqrelid::bigint AS sequence, pg_sequence_last_value(seqrelid) AS value FROM pg_sequence "
        "WHERE pg_sequence_last_value(seqrelid) IS NOT NULL"
    )
    estimates = await connection.fetch(_ESTIMATES)
    return Pristine(
        await connection.fetchval(_FINGERPRINT),
        rows,
        await _digest(connection, rows),
        [(row["sequence"], row["value"]) for row in used],
        (
            [row["oid"] for row in estimates],
            [row["relpages"] for row in estimates],
            [row["reltuples"] for row in estimates],
        ),
    )


async def withdraw(server: asyncpg.Connection, database: str, name: str) -> None:
    """End every session of a database, with its locks and temporary tables, and rename it: no session can return."""
    await server.execute(
        "SELECT pg_terminate_backend(pid, $2) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
        database,
        TERMINATION_MS,
    )
    await server.execute(f"ALTER DATABASE {database} RENAME TO {name}")


async def restore(connection: asyncpg.Connection, pristine: Pristine) -> bool:
    """Bring the connected database, a copy of a template, back to it; return whether that was possible.

    Objects, privileges, settings and statistics of the planner are compared, not repaired: a database in which these
    differ must be copied again.
    """
    await connection.execute("SET session_replication_role = replica")
    try:
        await _restore_content(connection, pristine)
    except asyncpg.PostgresError:
        # A migration down and up again, for example, leaves other tables and sequences of the same names.
        return False
    if not await _is_as_described(connection, pristine):
        await connection.execute(_RESTORE_ESTIMATES, *pristine.estimates)
        if not await _is_as_described(connection, pristine):
            return False
    # The counts of this session itself would be added after the reset.
    await connection.execute("SELECT pg_stat_force_next_flush()")
    await connection.execute(_FORGET_STATISTICS)
    return True


async def _is_as_described(connection: asyncpg.Connection, pristine: Pristine) -> bool:
    return bool(await connection.fetchval(_FINGERPRINT) == pristine.fingerprint)


async def _restore_content(connection: asyncpg.Connection, pristine: Pristine) -> None:
    if more := [table for table in await _written(connection) if table not in pristine.rows]:
        await _truncate(connection, more)
    if await _digest(connection, pristine.rows) != pristine.digest:
        await _truncate(connection, pristine.rows)
        for table, content in pristine.rows.items():
            await connection.copy_to_table(
                table.name, schema_name=table.schema, source=BytesIO(content), format="binary"
            )
    await connection.execute(_RESTART_SEQUENCES)
    for sequence, value in pristine.sequences:
        await connection.execute("SELECT setval($1::bigint::regclass, $2)", sequence, value)


async def _written(connection: asyncpg.Connection) -> list[Table]:
    return [Table(row["nspname"], row["relname"]) for row in await connection.fetch(_WRITTEN)]


async def _truncate(connection: asyncpg.Connection, tables: Iterable[Table]) -> None:
    await connection.execute(f"TRUNCATE {', '.join(map(str, tables))} CASCADE")


async def _digest(connection: asyncpg.Connection, tables: Iterable[Table]) -> str:
    """Return a hash of the rows of these tables, whatever their order."""
    digests = [f"(SELECT {_CONTENT.format('o')} FROM {table} o)" for table in tables]  # noqa: S608
    return str(await connection.fetchval(f"SELECT concat_ws(' ', 'rows', {', '.join(digests)})")) if digests else ""
