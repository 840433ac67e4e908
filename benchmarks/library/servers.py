"""A Postgres of the benchmark's own with journals, the real process of the library, and the floor's process."""

import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

# The processes are those of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from apis import START_SECONDS, api_of
from databases import ServiceDatabase, migrated
from processes import Server, serving

from chassis.testing.tokens import Tokens
from devstack.ports import free_ports

HERE = Path(__file__).parent


Database = ServiceDatabase


def database() -> AbstractAsyncContextManager[Database]:
    """Return a context with a server whose data is in a temporary folder."""
    return migrated("library", Database)


def service(database: Database, tokens: Tokens) -> AbstractAsyncContextManager[Server]:
    """Return the context of the library's own process, with its default settings, and the key set that it trusts."""
    return api_of("library", database, tokens)


@asynccontextmanager
async def floor(database: Database, bodies: Mapping[str, str]) -> AsyncIterator[Server]:
    """Yield the floor's process; `bodies` is what it returns by read."""
    [port] = free_ports(1)
    file = database.folder / "bodies.json"
    file.write_text(json.dumps(dict(bodies)))
    arguments = [str(HERE / "floor.py"), str(port), database.url(), str(file)]
    async with serving("floor", port, arguments, {}, folder=database.folder, seconds=START_SECONDS) as server:
        yield server
