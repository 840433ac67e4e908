"""The floor: a bare ASGI app that runs the statement of a read through asyncpg and returns the stored body.

    python benchmarks/library/floor.py <port> <url> <file with bodies by read>

No token is verified, nothing is validated, mapped, rendered, logged or measured: `/<read>/<user>/<title>`.
"""

import json
import sys
from pathlib import Path
from uuid import UUID

import asyncpg

# The application is that of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from floors import Floor, Message

_CARD = "titles.media_id, titles.name, titles.slug, titles.poster_path, titles.release_date"
STATEMENTS = {
    "continue": f"""
select entries.*, {_CARD} from entries join titles using (media_id)
where user_id = $1 and state in ('planned', 'watching') and season is not null
order by entries.updated_at desc, entries.media_id limit 20""",
    "history": f"""
select plays.*, {_CARD} from plays join titles using (media_id) where user_id = $1 and retracted_at is null
order by plays.at desc, plays.sequence desc limit 20""",
    "statistics": """
select revision, document from play_counts join statistics_documents using (user_id, revision)
where user_id = $1 and period = '..' and time_zone = 'UTC'""",
    "state": f"""
select entries.*, {_CARD} from entries join titles using (media_id) where user_id = $1 and media_id = $2""",
}
STATEMENTS["next up"] = STATEMENTS["continue"]


class StoredBodies(Floor):
    """The floor of the library's reads."""

    def __init__(self, url: str, bodies: dict[str, str]) -> None:
        super().__init__(url, search_path="library", jit="off")
        self._bodies = {name: body.encode() for name, body in bodies.items()}

    async def respond(self, pool: asyncpg.Pool, scope: Message) -> bytes:
        """Run the statement of the requested read."""
        _, read, user, title = scope["path"].split("/")
        values = (UUID(user), UUID(title)) if read == "state" else (UUID(user),)
        await pool.fetch(STATEMENTS[read], *values)
        return self._bodies[read]


if __name__ == "__main__":
    StoredBodies(sys.argv[2], json.loads(Path(sys.argv[3]).read_text())).run(int(sys.argv[1]))
