"""Plans of the statements of the read pool."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import asyncpg

Node = dict[str, Any]
SETTINGS = {
    "search_path": "insights,public",
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
    "max_parallel_workers_per_gather": "0",
    "enable_mergejoin": "off",
}
"""Those of the read pool."""


async def generic_plan(url: str, statement: str, parameters: Sequence[object]) -> Node:
    """Return the plan of a statement for unknown values, with the rows that it read for these."""
    connection = await asyncpg.connect(url, server_settings=SETTINGS)
    try:
        await connection.execute(f"prepare planned as {statement}")
        values = f"({', '.join(map(_written, parameters))})" if parameters else ""
        explained = await connection.fetchval(f"explain (analyze, format json) execute planned{values}")
    finally:
        await connection.close()
    root: Node = json.loads(explained)[0]["Plan"]
    return root


def nodes(root: Node) -> Iterator[Node]:
    """Yield every node of a plan."""
    yield root
    for child in root.get("Plans", ()):
        yield from nodes(child)


def relations(root: Node) -> set[str]:
    """Return the tables that a plan reads."""
    return {node["Relation Name"] for node in nodes(root) if "Relation Name" in node}


def indexes(root: Node) -> set[str]:
    """Return the indexes that a plan reads."""
    return {node["Index Name"] for node in nodes(root) if "Index Name" in node}


def rows_read(root: Node, table: str) -> float:
    """Return the number of rows of a table that a plan read."""
    read = [node for node in nodes(root) if node.get("Relation Name") == table]
    return float(
        sum((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in read)
    )


def _written(value: object) -> str:
    if isinstance(value, list | tuple):
        value = "{" + ",".join(map(str, value)) + "}"
    return f"'{value:d}'" if isinstance(value, int) else f"'{value}'"
