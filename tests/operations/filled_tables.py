"""Rows of made-up values in as many tables of a schema as take them: migrations meet data, not empty tables."""

from typing import Final

import asyncpg

ROWS: Final = 2_000
_COLUMNS: Final = """
select a.attname as name, format_type(a.atttypid, null) as kind, t.typcategory = 'A' as is_array
from pg_attribute a join pg_type t on t.oid = a.atttypid
where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
  and a.attgenerated = '' and a.attidentity = '' and (a.attnotnull or a.attname like '%_id') and not a.atthasdef
"""
_VALUES: Final = {
    "uuid": "md5(n::text)::uuid",
    "text": "'v' || n",
    "bytea": "decode(md5(n::text), 'hex')",
    "date": "current_date",
    "timestamp with time zone": "now()",
    "jsonb": "'{}'::jsonb",
    "boolean": "true",
    "character varying": "'v' || n",
}


async def fill(connection: asyncpg.Connection, schema: str, tables: list[str]) -> list[str]:
    """Insert rows into each table that accepts made-up ones, and return their names: checks of values refuse others."""
    filled = []
    for table in tables:
        columns = await connection.fetch(_COLUMNS, f"{schema}.{table}")
        names = ", ".join(f'"{row["name"]}"' for row in columns)
        values = ", ".join("'{}'" if row["is_array"] else _VALUES.get(row["kind"], "n") for row in columns)
        statement = f"insert into {schema}.{table} ({names}) select {values} from generate_series(1, {ROWS}) as n"
        try:
            async with connection.transaction():
                await connection.execute(statement if columns else f"insert into {schema}.{table} default values")
        except asyncpg.PostgresError:
            continue
        filled.append(table)
    return filled
