"""Rows beside those of a scan: covers, analyses, plays and marks; and copies of all, for a larger library."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import asyncpg

USER: Final = UUID(int=1)
OTHERS: Final = 200
PLAYS: Final = 5_000
PLAYS_OF_OTHERS: Final = 500
_SECONDS: Final = 600

_DESCRIBED: Final = (
    "insert into pictures values (md5('cover'), 500, 500, '#8a2f1c', now()) on conflict do nothing",
    """
insert into album_covers (album_id, picture_id, key) select id, md5('cover'), '' from albums
on conflict (album_id) do update set picture_id = excluded.picture_id""",
    """
insert into track_analysis (track_id, status, attempts, version, content_key, modified_ns, analyzed_at, loudness, peak,
  outro_ms, bpm, key, key_is_minor, energy, danceability)
select id, 'ready', 1, 1, content_key, modified_ns, now(), -14.2, 0.98, 1800, 118.5, 9, true, 0.41, 0.63 from tracks
on conflict (track_id) do update set status = 'ready', loudness = excluded.loudness, peak = excluded.peak,
  bpm = excluded.bpm, key = excluded.key, key_is_minor = excluded.key_is_minor, energy = excluded.energy,
  danceability = excluded.danceability, outro_ms = excluded.outro_ms, analyzed_at = excluded.analyzed_at""",
    """
insert into album_loudness select id, -14.0, 0.99, track_count, now() from albums on conflict do nothing""",
    "insert into energy_scale select 1, 0.4, count(*) from tracks on conflict do nothing",
)
# Some tracks are played much more often than others: squares are unevenly distributed over the remainders.
_PLAYED: Final = """
insert into plays (user_id, id, track_id, played_at, completion, context)
select user_id, gen_random_uuid(), ordered.id, now() - number * interval '43 minutes', 0.3 + number % 8 / 10.0,
  (array['direct', 'album', 'playlist', 'shuffle'])[number % 4 + 1]
from unnest($1::uuid[], $2::int[]) as owner (user_id, seed), generate_series(1, $3::int) as number
join (select id, row_number() over (order by id) - 1 as place from tracks) as ordered on true
where ordered.place = (number::bigint * number * 31 + seed * 17) % 3001
"""
_SUMS: Final = (
    """
insert into play_totals
select user_id, track_id, count(*) filter (where completion >= 0.5), count(*) filter (where completion < 0.5),
  coalesce(sum(completion) filter (where completion >= 0.5), 0), sum(completion), max(played_at)
from plays group by user_id, track_id""",
    """
insert into track_totals
select track_id, sum(plays), sum(skips), count(*) filter (where plays > 0), sum(weighted), sum(completions)
from play_totals group by track_id""",
    f"""
insert into track_marks select '{USER}', id, now(), 4, now() from tracks order by id limit 500""",
    f"""
insert into album_marks select '{USER}', id, now(), 4, now() from albums order by id limit 50""",
)
_ITEM: Final = "md5(original.{0}::text || number)::uuid"
_NAME: Final = "original.{0} || ' ' || number"
# What differs in a copy, by table: ids by `_ITEM`, names by `_NAME`.
_COPIES: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "artists": (("id",), ("name", "sort_name", "key")),
    "albums": (("id", "artist_id"), ("name", "sort_name", "key")),
    "tracks": (("id", "album_id"), ("title", "sort_title", "key", "path")),
    "track_artists": (("track_id", "artist_id"), ()),
    "track_genres": (("track_id",), ()),
    "artist_folders": (("artist_id",), ()),
    "album_covers": (("album_id",), ()),
    "track_analysis": (("track_id",), ()),
    "album_loudness": (("album_id",), ()),
}


async def describe(connection: asyncpg.Connection) -> None:
    """Add to what a scan has stored what users and jobs add."""
    await connection.execute("set search_path = music; set synchronous_commit = off")
    for statement in _DESCRIBED:
        await connection.execute(statement, timeout=_SECONDS)
    others = [UUID(int=number) for number in range(100, 100 + OTHERS)]
    for users, count in (([USER], PLAYS), (others, PLAYS_OF_OTHERS)):
        await connection.execute(_PLAYED, users, [user.int for user in users], count, timeout=_SECONDS)
    for statement in _SUMS:
        await connection.execute(statement, timeout=_SECONDS)
    await connection.execute("vacuum analyze", timeout=_SECONDS)


async def multiply(connection: asyncpg.Connection, copies: int) -> None:
    """Add copies of artists, albums and tracks, each with a name of its own, in the same music folder."""
    for table, (ids, names) in _COPIES.items():
        values = [f"'{name}', {_ITEM.format(name)}" for name in ids]
        values += [f"'{name}', {_NAME.format(name)}" for name in names]
        await connection.execute(
            f"insert into {table} select copied.* from {table} as original, generate_series(1, $1::int) as number,"
            f" jsonb_populate_record(original, jsonb_build_object({', '.join(values)})) as copied",
            copies,
            timeout=_SECONDS,
        )
    await connection.execute(
        "update genre_folders set album_count = album_count * ($1::int + 1), track_count = track_count * ($1::int + 1)",
        copies,
    )
    await connection.execute("vacuum analyze", timeout=_SECONDS)
