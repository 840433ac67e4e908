"""Each migration of each service goes up, down and up again, and leaves exactly the same schema both times."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from chassis.storage import migrations
from devstack.backup.programs import run_program
from devstack.services import SERVICES
from devstack.testing.pytest_plugin import CreateDatabase, DatabaseUrls

pytestmark = [pytest.mark.integration, pytest.mark.slow]


def revisions(service: str) -> list[str]:
    """Return the revisions of a service, the first one first."""
    script = ScriptDirectory.from_config(migrations.config(service, ""))
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


async def schema_of(urls: DatabaseUrls, service: str, folder: Path) -> str:
    """Return all that a schema defines, as pg_dump writes it: tables, constraints, indexes, functions, rights."""
    path = folder / "schema.sql"
    await run_program("pg_dump", urls.superuser, "--schema-only", f"--schema={service}", f"--file={path}", seconds=60)
    # Since 18 a dump restricts psql to itself by a random word.
    return "\n".join(
        line for line in path.read_text().splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))
    )


@pytest.mark.parametrize("service", SERVICES)
async def test_every_migration_goes_down_and_comes_back(
    create_database: CreateDatabase, service: str, tmp_path: Path
) -> None:
    urls = await create_database(service, migrate=False)
    below = ""
    for number, revision in enumerate(revisions(service)):
        await asyncio.to_thread(migrations.upgrade, service, urls.owner, revision)
        above = await schema_of(urls, service, tmp_path)
        if number:
            await asyncio.to_thread(migrations.downgrade, service, urls.owner, "-1")
            left = differences(await schema_of(urls, service, tmp_path), below)
            assert left == [], f"{revision} down: {left}"
            await asyncio.to_thread(migrations.upgrade, service, urls.owner, revision)
            assert await schema_of(urls, service, tmp_path) == above, f"{revision} up again"
        below = above


def differences(one: str, other: str) -> list[str]:
    """Return the lines that only one schema has, in any order: a column that comes back is the last of its table."""
    lines, others = (Counter(line.strip().rstrip(",") for line in schema.splitlines()) for schema in (one, other))
    return [f"+ {line}" for line in sorted((lines - others).elements())] + [
        f"- {line}" for line in sorted((others - lines).elements())
    ]
