"""Many titles from few: rows that the consumer wrote are copied inside the database, with other ids, slugs and scores.

The copies of a title have its documents, so the ids inside their JSON are those of the first one. Their episodes air
20 years earlier, so that a calendar of any size of catalog has the same episodes.
"""

from typing import Final

import asyncpg

TABLES: Final = ("media", "documents", "slugs", "media_releases", "media_genres", "seasons", "episodes")
_COLUMNS: Final = """
select column_name from information_schema.columns
where table_schema = 'catalog' and table_name = $1 and is_generated = 'NEVER' order by ordinal_position
"""


def _id(column: str) -> str:
    return f"cast(md5(cast(t.{column} as text) || copy) as uuid)"


def _spread(seed: int, most: int) -> str:
    """Return a value below `most` that has no pattern over titles and copies."""
    return f"abs(hashint8(t.tmdb_id * 7919::bigint + copy * 1000003::bigint + {seed})) % {most * 1000} / 1000.0"


_VALUES: Final = {
    "media_id": _id("media_id"),
    "season_id": _id("season_id"),
    "media.tmdb_id": "t.tmdb_id + copy * {count}",
    "media.imdb_id": "null",
    "media.ratingo_score": _spread(1, 100),
    "media.popularity_score": _spread(2, 100),
    "media.imported_popularity": _spread(3, 1000),
    "media.release_date": "t.release_date - copy % 40",
    "documents.slug": "t.slug || '-' || copy",
    "slugs.slug": "t.slug || '-' || copy",
    "episodes.starts_at": "t.starts_at - interval '20 years'",
    "episodes.aired_at": "t.aired_at - interval '20 years'",
    "episodes.air_date": "cast(t.air_date - interval '20 years' as date)",
}


async def copy_titles(connection: asyncpg.Connection, count: int, copies: int) -> None:
    """Add `copies` copies of each of `count` titles."""
    if copies < 1:
        return
    for table in TABLES:
        names = [row[0] for row in await connection.fetch(_COLUMNS, table)]
        values = [_VALUES.get(f"{table}.{name}") or _VALUES.get(name) or f"t.{name}" for name in names]
        await connection.execute(
            f"insert into catalog.{table} ({', '.join(names)}) "
            f"select {', '.join(values).format(count=count)} from catalog.{table} t, generate_series(1, {copies}) copy",
            timeout=None,
        )
