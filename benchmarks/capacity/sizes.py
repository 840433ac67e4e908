"""The bytes that a stack stores: tables of Postgres with their indexes, topics of Kafka, the index of search."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import asyncpg

from devstack.options import Plan

Sizes = dict[str, int]
"""Bytes by place: `postgres catalog.media`, `kafka media.imported`, `index search`."""

PRUNED: Final = frozenset(
    {
        "import_files",
        "import_rows",
        "inbox",
        "jobs",
        "monthly_signals",
        "outbox",
        "stale_plays",
        "webhook_events",
        "weekly_signals",
    }
)
"""Tables whose rows are deleted after days, or that grow with time and not with what is added."""
_TABLES: Final = """
select n.nspname || '.' || coalesce(p.relname, c.relname) as name, sum(pg_total_relation_size(c.oid))::bigint as bytes
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_inherits i on i.inhrelid = c.oid
left join pg_class p on p.oid = i.inhparent
where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema)'
group by 1
"""


async def measured(connection: asyncpg.Connection, plan: Plan) -> Sizes:
    """Return the sizes now. Tables are rewritten first, so that dead rows of updates are not counted."""
    await connection.execute("vacuum full")
    tables = {
        f"postgres {row['name']}": int(row["bytes"])
        for row in await connection.fetch(_TABLES)
        if row["name"].partition(".")[2] not in PRUNED
    }
    return {**tables, **_topics(plan.data / "kafka" / "logs"), "index search": _folder(plan.data / "search")}


def per_unit(before: Mapping[str, int], after: Mapping[str, int], units: int) -> dict[str, float]:
    """Return the bytes that each place grew by, per unit added."""
    return {name: (size - before.get(name, 0)) / units for name, size in after.items() if size > before.get(name, 0)}


def _topics(logs: Path) -> Sizes:
    sizes: Sizes = {}
    for folder in logs.iterdir():
        topic, _, partition = folder.name.rpartition("-")
        if partition.isdigit() and not topic.startswith("__"):
            name = f"kafka {topic}"
            # Index files are preallocated; the records are what grows.
            sizes[name] = sizes.get(name, 0) + sum(file.stat().st_size for file in folder.glob("*.log"))
    return sizes


def _folder(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
