"""Test databases that are used again: brought back to what their template holds, or refused.

To copy a template and to drop the copy costs 200 ms of processor time, to empty the tables that a test wrote a tenth.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

import asyncpg

TERMINATION_MS: Final = 5000

_CLASS: Final = """
(oid, relname, relnamespace, relowner, relkind, relpersistence, relnatts, relchecks, relhasrules, relhastriggers,
 relrowsecurity, relforcerowsecurity, relispartition, relacl, reloptions, relpages, reltuples)
"""
"""Without the files and transaction ids of a table, which TRUNCATE changes as it should."""
_CATALOGS: Final = (
    ("pg_class", _CLASS, "oid >= 16384"),
    ("pg_attribute", "o", "attrelid >= 16384"),
    ("pg_index", "o", "indexrelid >= 16384"),
    *((name, "o", "oid >= 16384") for name in ("pg_constraint", "pg_trigger", "pg_proc", "pg_attrdef", "pg_type")),
    *((name, "o", "oid >= 16384") for name in ("pg_rewrite", "pg_policy", "pg_event_trigger", "pg_statistic_ext")),
    *((name, "o", "true") for name in ("pg_default_acl", "pg_extension", "pg_sequence", "pg_largeobject_metadata")),
    # The schemas of temporary tables stay for the next session that creates one.
    ("pg_namespace", "o", "nspname !~ '^pg_(toast_)?temp_'"),
    ("pg_statistic", "(starelid, staattnum)", "starelid >= 16384"),
    ("pg_database", "(datdba, datconnlimit, datallowconn, datacl)", "datname = current_database()"),
    (
        "pg_db_role_setting",
        "(setrole, setconfig)",
        "setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())",
    ),
)
"""What a test may change besides rows: catalog, content, condition."""
_OBJECTS: Final = " UNION ALL ".join(
    f"SELECT '{catalog}' AS catalog, {content}::text AS content FROM {catalog} o WHERE {condition}"  # noqa: S608
    for catalog, content, condition in _CATALOGS
)
_FINGERPRINT: Final = (
    f"SELECT count(*) || ':' || sum(hashtextextended(catalog || content, 0)) FROM ({_OBJECTS}) objects"  # noqa: S608
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


@dataclass(frozen=True, slots=True)
class Pristine:
    """What a template holds."""

    fingerprint: str
    rows: Sequence[tuple[str, str, bytes]] = field(repr=False)
    """Schema and name of each table that has rows, with these."""
    sequences: Sequence[tuple[int, int]] = field(repr=False)
    """Each sequence that has been used, with its last value."""
    estimates: tuple[list[int], list[int], list[float]] = field(repr=False)
    """The tables and indexes, and how large the planner takes them to be: pages and rows."""


async def describe(connection: asyncpg.Connection) -> Pristine:
    """Return what the connected database holds."""
    rows = []
    for table in await connection.fetch(_WRITTEN):
        content = BytesIO()
        await connection.copy_from_table(
            table["relname"], schema_name=table["nspname"], output=content, format="binary"
        )
        rows.append((table["nspname"], table["relname"], content.getvalue()))
    used = await connection.fetch(
        "SELECT seqrelid::bigint AS sequence, pg_sequence_last_value(seqrelid) AS value FROM pg_sequence "
        "WHERE pg_sequence_last_value(seqrelid) IS NOT NULL"
    )
    estimates = await connection.fetch(_ESTIMATES)
    return Pristine(
        await connection.fetchval(_FINGERPRINT),
        rows,
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
    restored = bool(await connection.fetchval(_FINGERPRINT) == pristine.fingerprint)
    # The counts of this session itself would be added after the reset.
    await connection.execute("SELECT pg_stat_force_next_flush()")
    await connection.execute(_FORGET_STATISTICS)
    return restored


async def _restore_content(connection: asyncpg.Connection, pristine: Pristine) -> None:
    written = [f'"{row["nspname"]}"."{row["relname"]}"' for row in await connection.fetch(_WRITTEN)]
    if written:
        await connection.execute(f"TRUNCATE {', '.join(written)} CASCADE")
    for schema, table, content in pristine.rows:
        await connection.copy_to_table(table, schema_name=schema, source=BytesIO(content), format="binary")
    await connection.execute(_RESTART_SEQUENCES)
    for sequence, value in pristine.sequences:
        await connection.execute("SELECT setval($1::bigint::regclass, $2)", sequence, value)
    await connection.execute(_RESTORE_ESTIMATES, *pristine.estimates)
