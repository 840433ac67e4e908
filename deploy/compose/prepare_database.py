#!/usr/bin/env python3
"""Bring a database to what the services need: `prepare_database.py SCHEMAS_SQL SECRETS`. May be repeated.

Creates schemas and roles, then sets each role's password to that of its address in the folder SECRETS,
`<service>-database-url` or `<service>-owner-url`: that is how a password is changed. DATABASE_URL is the superuser's,
whose password is in the file `postgres-password`. Postgres is sent verifiers and never a password of a role.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

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
    "billing",
    "sources",
    "playback",
    "music",
    "social",
    "federation",
)
# end of generated region


def passwords(secrets: Path) -> dict[str, str]:
    """Return the password of each role; raise OSError for a file that is missing, ValueError for another role's."""
    return {
        role: _password(secrets / f"{service}-{file}", role)
        for service in SERVICES
        for role, file in ((service, "database-url"), (f"{service}_owner", "owner-url"))
    }


def _password(path: Path, role: str) -> str:
    address = urlsplit(path.read_text("utf-8").strip())
    if address.username != role or not address.password:
        raise ValueError(f"{path.name} must be the address of {role} with its password")
    return unquote(address.password)


async def prepare(url: str, statements: str, by_role: Mapping[str, str], *, password: str | None = None) -> None:
    """Run the statements and set the passwords, in one transaction."""
    connection = await asyncpg.connect(url, password=password)
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
        statements, secrets = Path(sys.argv[1]).read_text("utf-8"), Path(sys.argv[2])
        superuser = (secrets / "postgres-password").read_text("utf-8").strip()
        asyncio.run(prepare(os.environ["DATABASE_URL"], statements, passwords(secrets), password=superuser))
    except KeyError as missing:
        sys.stderr.write(f"{missing.args[0]} is not set\n")
        return 1
    except (OSError, ValueError, asyncpg.PostgresError) as error:
        sys.stderr.write(f"the database could not be prepared: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
