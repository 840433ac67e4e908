#!/usr/bin/env python3
"""Bring a database to what the services need: `prepare_database.py SCHEMAS_SQL`. May be repeated.

Creates schemas and roles, then sets each role's password from <SERVICE>_DATABASE_PASSWORD and <SERVICE>_OWNER_PASSWORD:
that is how a password is changed. DATABASE_URL is the superuser's. Postgres is sent verifiers and never a password.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import asyncpg

from chassis.storage.scram import verifier

# generated region services
SERVICES: Final = (
    "auth",
    "catalog",
    "ingestion",
    "stats",
    "insights",
    "library",
    "notifications",
)
# end of generated region


def passwords(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the password of each role; raise KeyError for a variable that is not set."""
    return {
        role: environment[f"{service.upper()}_{variable}"]
        for service in SERVICES
        for role, variable in ((service, "DATABASE_PASSWORD"), (f"{service}_owner", "OWNER_PASSWORD"))
    }


async def prepare(url: str, statements: str, by_role: Mapping[str, str]) -> None:
    """Run the statements and set the passwords, in one transaction."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute(statements)
            for role, password in by_role.items():
                # Both are ours: names from the list above, and a verifier has no quote.
                await connection.execute(f"ALTER ROLE {role} PASSWORD '{verifier(password)}'")
    finally:
        await connection.close()


def main() -> int:
    """Prepare the database of the environment; 1 and the cause when that cannot be done."""
    try:
        by_role = passwords(os.environ)
        statements = Path(sys.argv[1]).read_text("utf-8")
        asyncio.run(prepare(os.environ["DATABASE_URL"], statements, by_role))
    except KeyError as missing:
        sys.stderr.write(f"{missing.args[0]} is not set\n")
        return 1
    except (OSError, ValueError, asyncpg.PostgresError) as error:
        sys.stderr.write(f"the database could not be prepared: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
