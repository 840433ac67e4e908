"""A Postgres of the benchmark's own with journals, the real process of the library, and the floor's process."""

import json
import sys
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

# The processes are those of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from apis import api_of, floor_of
from databases import ServiceDatabase, migrated
from processes import Server

from chassis.testing.tokens import Tokens

HERE = Path(__file__).parent


Database = ServiceDatabase


def database() -> AbstractAsyncContextManager[Database]:
    """Return a context with a server whose data is in a temporary folder."""
    return migrated("library", Database)


def service(database: Database, tokens: Tokens) -> AbstractAsyncContextManager[Server]:
    """Return the context of the library's own process, with its default settings, and the key set that it trusts."""
    return api_of("library", database, tokens)


def floor(database: Database, bodies: Mapping[str, str]) -> AbstractAsyncContextManager[Server]:
    """Return the context of the floor's process; `bodies` is what it returns by read."""
    return floor_of(HERE / "floor.py", database, json.dumps(dict(bodies)).encode())
