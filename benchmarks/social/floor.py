"""The floor: a bare ASGI app that runs the statement of the feed through asyncpg and returns the stored body.

    python benchmarks/social/floor.py <port> <url> <file with the body>

No token is verified, nothing is validated, mapped, rendered, logged or measured, and no privacy is applied: `/<user>`.
"""

import sys
from pathlib import Path
from uuid import UUID

import asyncpg

# The application is that of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from floors import Floor, Message

STATEMENT = """
select items.*, titles.title, titles.slug, people.username, people.avatar_id
from (
  select newest.* from friends, lateral (
    select * from activities where activities.user_id = friends.friend_id
    order by happened_at desc, id desc limit 21
  ) newest
  where friends.user_id = $1 order by newest.happened_at desc, newest.id desc limit 21
) items
join people on people.user_id = items.user_id left join titles on titles.media_id = items.media_id
order by items.happened_at desc, items.id desc
"""


class StoredBody(Floor):
    """The floor of the feed."""

    def __init__(self, url: str, body: bytes) -> None:
        super().__init__(url, search_path="social", jit="off")
        self._body = body

    async def respond(self, pool: asyncpg.Pool, scope: Message) -> bytes:
        """Run the statement for the user of the path."""
        await pool.fetch(STATEMENT, UUID(scope["path"].strip("/")))
        return self._body


if __name__ == "__main__":
    StoredBody(sys.argv[2], Path(sys.argv[3]).read_bytes()).run(int(sys.argv[1]))
