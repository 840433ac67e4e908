"""The page about retention names every table, with a rule that the schema and the code have."""

import importlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.operations.migrated_schemas import Migrated

from devstack.servers import schemas
from devstack.services import SERVICES

PAGE = Path(__file__).parents[2] / "docs/operations/retention.md"
RULES = ("bounded", "pruned", "partitioned", "kept")
_TABLES = """
select nspname as service, relname as name, relkind = 'p' as partitioned
from pg_class join pg_namespace on pg_namespace.oid = relnamespace
where nspname = any($1) and relkind in ('r', 'p') and not relispartition
"""
_ROW = re.compile(r"\| (?P<service>[a-z]+) \| (?P<tables>[a-z_, ]+) \| (?P<rule>[^|]+) \|(?P<code>[^|]*)\|")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A line of the page."""

    service: str
    tables: tuple[str, ...]
    rule: str
    code: str


def declarations(page: str) -> Iterator[Declaration]:
    """Yield the lines of the table of the page."""
    for line in page.splitlines():
        if match := _ROW.fullmatch(line):
            tables = tuple(match["tables"].split(", "))
            if match["service"] != "service":
                yield Declaration(match["service"], tables, match["rule"], match["code"].strip("` "))


def problems(page: str, tables: Mapping[tuple[str, str], bool]) -> list[str]:
    """Return where the page differs from the tables: by service and name, whether each is partitioned."""
    lines = list(declarations(page))
    every = {name for line in lines if line.service == "every" for name in line.tables}
    stated = Counter((line.service, name) for line in lines if line.service != "every" for name in line.tables)
    differences = [
        f"{service}.{name} is stated {count} times" for (service, name), count in stated.items() if count > 1
    ]
    differences += [
        f"{service}.{name} is not on the page"
        for service, name in tables
        if name not in every and (service, name) not in stated
    ]
    differences += [f"{service}.{name} does not exist" for service, name in stated if (service, name) not in tables]
    for line in lines:
        if not line.rule.startswith(RULES):
            differences.append(f"{line.service}: {line.rule} is none of {', '.join(RULES)}")
        if line.rule.startswith("pruned") and not line.code:
            differences.append(f"{line.service}: nothing prunes {', '.join(line.tables)}")
        if line.code and not exists(line.code):
            differences.append(f"{line.service}: there is no {line.code}")
        differences += [
            f"{line.service}.{name}: partitioned or not"
            for name in line.tables
            if line.rule.startswith("partitioned") != tables.get((line.service, name), False)
        ]
    return differences


def exists(name: str) -> bool:
    """Return whether a module, or a name of a module, can be imported."""
    module, _, last = name.rpartition(".")
    try:
        return hasattr(importlib.import_module(module), last) or bool(importlib.import_module(name))
    except ImportError:
        return False


@pytest.mark.integration
async def test_every_table_has_a_rule(database: Migrated) -> None:
    async with schemas.connected(database.url()) as connection:
        rows = await connection.fetch(_TABLES, [*SERVICES])
    tables = {(row["service"], row["name"]): row["partitioned"] for row in rows}
    assert len(tables) > 150
    assert problems(PAGE.read_text("utf-8"), tables) == []


@pytest.mark.unit
def test_what_differs_is_named() -> None:
    page = (
        "| every | inbox | pruned after 35 days | `chassis.messaging.inbox.forget_older` |\n"
        "| auth | accounts, gone | bounded: per user | |\n"
        "| auth | accounts | lost | |\n"
        "| stats | scores | partitioned by month | `stats.nothing.here` |\n"
        "| stats | plays | pruned after a day | |\n"
    )
    tables = {
        ("auth", "accounts"): False,
        ("auth", "inbox"): False,
        ("auth", "added"): False,
        ("stats", "scores"): False,
        ("stats", "plays"): True,
    }
    assert problems(page, tables) == [
        "auth.accounts is stated 2 times",
        "auth.added is not on the page",
        "auth.gone does not exist",
        "auth: lost is none of bounded, pruned, partitioned, kept",
        "stats: there is no stats.nothing.here",
        "stats.scores: partitioned or not",
        "stats: nothing prunes plays",
        "stats.plays: partitioned or not",
    ]
