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

_CARD = "titles.name, titles.slug, titles.poster_path, titles.release_date"
# A show that has ended and was seen to its last episode is not continued. That decides which entries count, so a page
# and its number cannot be read without it.
_UNDER_WAY = """
from entries join titles using (media_id)
where user_id = $1 and state in ('planned', 'watching') and season is not null and not (
  titles.ended and (titles.last_season is null or (season, episode) >= (titles.last_season, titles.last_episode))
  and not exists (
    select from season_parts as part where part.media_id = entries.media_id and part.number > 0
      and (part.number, part.last_episode) > (season, episode)
      and not exists (select from season_parts as newer where newer.season_id = part.season_id
        and newer.version > part.version)))"""
STATEMENTS = {
    "continue": f"""
select entries.*, {_CARD}, (select count(*) {_UNDER_WAY}) as total {_UNDER_WAY}
order by entries.updated_at desc, entries.media_id limit 20""",
    "next up": f"""
with mine as materialized (
  select entries.media_id, season, episode, coalesce(last_watched_at, updated_at) as at, {_CARD}
  {_UNDER_WAY})
select *, (select count(*) from mine) as total from mine order by at desc, media_id limit 20""",
    "history": f"""
select plays.*, {_CARD}, (select plays from play_counts where user_id = $1) as total
from plays join titles using (media_id) where user_id = $1 and retracted_at is null
order by plays.at desc, plays.sequence desc limit 20""",
    "statistics": """
select revision, document from play_counts join statistics_documents using (user_id, revision)
where user_id = $1 and period = '..' and time_zone = 'UTC'""",
    "state": f"""
select entries.*, {_CARD} from entries join titles using (media_id) where user_id = $1 and media_id = $2""",
    "entries": f"""
select entries.*, {_CARD}, (select count(*) from entries where user_id = $1 and state is not null) as total
from entries join titles using (media_id) where user_id = $1 and state is not null
order by entries.updated_at desc, entries.media_id limit 20""",
}


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
