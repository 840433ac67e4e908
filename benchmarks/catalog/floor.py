"""The floor: a bare ASGI app that runs one indexed query through asyncpg and returns the joined bytes.

    python benchmarks/catalog/floor.py <port> <url>

No routing, no validation, no logging, no metrics, no validators. The pool does not reset its connections, which
would be a second round trip.
"""

import sys

import asyncpg
from floors import Floor, Message

QUERY = "select body from pages where target = $1 order by place"


class StoredPages(Floor):
    """The floor of pages."""

    async def respond(self, pool: asyncpg.Pool, scope: Message) -> bytes | None:
        """Return the stored parts of the requested target."""
        target = scope["path"] + "?" + scope["query_string"].decode()
        rows = await pool.fetch(QUERY, target)
        return b"".join([row[0] for row in rows]) if rows else None


if __name__ == "__main__":
    StoredPages(sys.argv[2]).run(int(sys.argv[1]))
