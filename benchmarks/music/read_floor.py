"""The floor of reads: a bare ASGI app that runs the statements of a read through asyncpg and returns the stored body.

    python benchmarks/music/read_floor.py <port> <url> <file with bodies by read> <file with values by read>

Statements read the rows that the response shows, of the folders that the user may hear, with the user's marks and
plays. No token is verified, nothing is validated, mapped, rendered, logged or measured.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import asyncpg

# The application is that of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from floors import Floor, Message

_USER: Final = "$1::text::uuid"
_FOLDERS: Final = f"""(select id from music_folders where visibility = 'everyone'
  or id in (select folder_id from folder_users where user_id = {_USER}))"""
_HEARD: Final = f"tracks.folder_id in {_FOLDERS} and tracks.missing_at is null"
_RELEASED: Final = f"albums.folder_id in {_FOLDERS} and albums.track_count > 0"


def _tracks(chosen: str, more: str = "") -> str:
    """Return the statement of the tracks that a query has chosen."""
    return f"""
select tracks.*, albums.name as album_name, pictures.id as cover_id, pictures.color, analysis.loudness, analysis.peak,
  analysis.bpm, analysis.key, analysis.key_is_minor, analysis.energy, analysis.danceability, analysis.outro_ms,
  level.loudness as album_level, level.peak as album_peak, (select median from energy_scale) as median,
  (select jsonb_agg(jsonb_build_array(artist_id, name) order by position) from track_artists
    where track_id = tracks.id) as artists,
  (select array_agg(genres.name order by genres.key) from track_genres join genres on genres.id = genre_id
    where track_id = tracks.id) as genres,
  mark.favourite_at, mark.rating, played.plays, played.last_played_at {more}
from ({chosen}) as tracks join albums on albums.id = tracks.album_id
left join track_analysis as analysis on analysis.track_id = tracks.id
left join album_loudness as level on level.album_id = albums.id
left join album_covers as cover on cover.album_id = albums.id
left join pictures on pictures.id = coalesce(cover.own_picture_id, cover.picture_id, cover.database_picture_id)
left join track_marks as mark on mark.item_id = tracks.id and mark.user_id = {_USER}
left join play_totals as played on played.track_id = tracks.id and played.user_id = {_USER}"""


def _albums(chosen: str, more: str = "") -> str:
    """Return the statement of the albums that a query has chosen."""
    return f"""
select albums.*, records.mbid as database_mbid, records.group_mbid, pictures.id as cover_id, pictures.color,
  mark.favourite_at, mark.rating, played.* {more}
from ({chosen}) as albums left join metadata_records as records on records.entity_id = albums.id
left join album_covers as cover on cover.album_id = albums.id
left join pictures on pictures.id = coalesce(cover.own_picture_id, cover.picture_id, cover.database_picture_id)
left join album_marks as mark on mark.item_id = albums.id and mark.user_id = {_USER}
left join lateral (
  select sum(plays) as plays, max(last_played_at) as last_played_at
  from play_totals join tracks on tracks.id = track_id
  where user_id = {_USER} and album_id = albums.id and missing_at is null) as played on true"""


_TOTAL: Final = f", (select count(*) from (select from albums where {_RELEASED} limit 10001) as listed) as total"
_PAGE: Final = f"select * from albums where {_RELEASED} order by sort_name, id limit 21"
_DEEP: Final = f"""select * from albums where {_RELEASED} and (sort_name, id) > ($2::text, $3::text::uuid)
  order by sort_name, id limit 21"""
_SEARCH: Final = (
    f"""
select artists.*, counts.*, mark.favourite_at, mark.rating
from (select artists.* from artists where key like '%' || $2::text || '%' and exists (select from artist_folders
    where artist_id = artists.id and folder_id in {_FOLDERS}) order by sort_name, id limit 11) as artists
cross join lateral (select sum(album_count), sum(track_count) from artist_folders
  where artist_id = artists.id and folder_id in {_FOLDERS}) as counts
left join artist_marks as mark on mark.item_id = artists.id and mark.user_id = {_USER}""",
    _albums(
        f"""select * from albums where {_RELEASED} and key like '%' || $2::text || '%'
  order by sort_name, id limit 11"""
    ),
    _tracks(
        f"""select * from tracks where {_HEARD} and key like '%' || $2::text || '%'
  order by sort_title, id limit 11"""
    ),
)
STATEMENTS: Final[Mapping[str, Sequence[str]]] = {
    "album": (
        _albums(f"select * from albums where {_RELEASED} and id = $2::text::uuid"),
        _tracks(f"select * from tracks where {_HEARD} and album_id = $2::text::uuid"),
    ),
    "track": (_tracks(f"select * from tracks where {_HEARD} and id = $2::text::uuid"),),
    "albums": (_albums(_PAGE, _TOTAL),),
    "albums, deep": (_albums(_DEEP, _TOTAL),),
    "common word": _SEARCH,
    "rare word": _SEARCH,
    "genres": (
        f"""
select genres.id, genres.name, counts.*, count(*) over () as total
from genres join (select genre_id, sum(album_count), sum(track_count) from genre_folders
  where folder_id in {_FOLDERS} group by genre_id) as counts on counts.genre_id = genres.id
order by genres.key, genres.id limit 21""",
    ),
    "recent albums": (
        _albums(f"select * from albums where {_RELEASED} order by added_at desc, sort_name, id limit 13"),
    ),
    "top tracks": (
        _tracks(
            f"""select tracks.*, often.plays as often from tracks
  join play_totals as often on often.track_id = tracks.id and often.user_id = {_USER} where {_HEARD} and often.plays > 0
  order by often.plays desc, often.weighted desc, tracks.id limit 20"""
        ),
    ),
    "top, 30 days": (
        _tracks(
            f"""select tracks.*, often from tracks join (select track_id, count(*) as often from plays
    where user_id = {_USER} and played_at >= now() - interval '30 days' and completion >= 0.5 group by track_id)
  as counted on counted.track_id = tracks.id where {_HEARD} order by often desc, tracks.id limit 20"""
        ),
    ),
    "summary": (
        f"""
select context, count(*) filter (where completion >= 0.5), count(*) filter (where completion < 0.5),
  sum(completion), sum(completion * duration_ms), count(distinct track_id)
from plays join tracks on tracks.id = track_id
where user_id = {_USER} and played_at >= now() - interval '30 days' and {_HEARD} group by context""",
    ),
}


class StoredBodies(Floor):
    """The floor of the reads of music."""

    def __init__(self, url: str, bodies: Mapping[str, str], values: Mapping[str, Sequence[str]]) -> None:
        super().__init__(url, search_path="music", jit="off")
        self._values = values
        # Paths have no spaces and commas.
        self._reads = {path_of(name): (name, body.encode()) for name, body in bodies.items()}

    async def respond(self, pool: asyncpg.Pool, scope: Message) -> bytes:
        """Run the statements of the requested read."""
        name, body = self._reads[scope["path"]]
        async with pool.acquire() as connection:
            for statement in STATEMENTS[name]:
                await connection.fetch(statement, *self._values[name])
        return body


def path_of(read: str) -> str:
    """Return the path of a read at the floor."""
    return "/" + "".join(letter for letter in read if letter.isalnum())


if __name__ == "__main__":
    _, port, url, bodies, values = sys.argv
    StoredBodies(url, json.loads(Path(bodies).read_text()), json.loads(Path(values).read_text())).run(int(port))
