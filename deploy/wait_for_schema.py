#!/usr/bin/env python3
"""Wait until a service's schema has been migrated to what this release needs: `wait_for_schema.py SERVICE`.

Runs before the service where migrations are a job of their own. A schema that is already further, after a
rollback of the code, is good enough: migrations only add.
"""

import asyncio
import os
import sys
import time
from typing import Final

import asyncpg
from alembic.script import ScriptDirectory

from chassis.storage import migrations

LIMIT_SECONDS: Final = 600.0
PAUSE_SECONDS: Final = 2.0


async def current(service: str, url: str) -> str | None:
    """Return the revision of the service's schema, None when it has none yet."""
    connection = await asyncpg.connect(url, timeout=5, server_settings={"search_path": service})
    try:
        version: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        return None
    else:
        return version
    finally:
        await connection.close()


def reached(service: str, revision: str | None) -> bool:
    """Return whether `revision` is this release's own, or one that this release does not know yet."""
    scripts = ScriptDirectory.from_config(migrations.config(service, "postgresql://"))
    revisions = {script.revision for script in scripts.walk_revisions()}
    return revision is not None and (revision in scripts.get_heads() or revision not in revisions)


async def wait(service: str, url: str, timeout: float = LIMIT_SECONDS) -> bool:
    """Wait until the schema is there; False when `timeout` seconds pass before."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            revision = await current(service, url)
        except (OSError, asyncpg.PostgresError, TimeoutError) as away:
            state = f"the database does not respond: {away!r}"
        else:
            if reached(service, revision):
                return True
            state = f"the schema is at {revision or 'nothing'}"
        if time.monotonic() >= deadline:
            return False
        sys.stderr.write(f"{service}: {state}, waiting for its migration\n")
        await asyncio.sleep(min(PAUSE_SECONDS, timeout))


def main() -> int:
    """Wait for the service named as the argument; 1 when it took too long."""
    service = sys.argv[1]
    return 0 if asyncio.run(wait(service, os.environ[f"{service.upper()}_DATABASE_URL"])) else 1


if __name__ == "__main__":
    sys.exit(main())
