"""Statements that find new tracks and similar artists. Each reads a bounded number of rows, by indexes."""

from typing import Final

from sqlalchemy import ARRAY, Integer, TextClause, Uuid, bindparam, text


def _of(statement: str, ids: tuple[str, ...], lists: tuple[str, ...] = ()) -> TextClause:
    """Return a statement with its parameters."""
    arrays = [bindparam(name, type_=ARRAY(Uuid)) for name in ("folders", *lists)]
    single = [bindparam(name, type_=Uuid) for name in ids]
    return text(statement).bindparams(*arrays, *single, bindparam("number", type_=Integer))


def _new_of(table: str, subject: str) -> TextClause:
    """Return the statement for new tracks of subjects, a part of each from a pivot on: ids are random."""

    def part(bound: str) -> str:
        return f"""
        select x.track_id from {table} x join tracks t on t.id = x.track_id
        where x.{subject} = subject.id and x.track_id {bound} :pivot
          and t.missing_at is null and t.folder_id = any(:folders)
          and not exists (select from play_totals p where p.user_id = :user_id and p.track_id = x.track_id)
        order by x.track_id limit :number
        """  # noqa: S608 - names of our own tables

    return _of(
        f"""
        select found.track_id
        from unnest(:subject_ids) as subject (id)
        cross join lateral (({part(">=")}) union all ({part("<")}) limit :number) as found
        """,  # noqa: S608 - the same
        ids=("user_id", "pivot"),
        lists=("subject_ids",),
    )


OF_ARTISTS: Final = _new_of("track_artists", "artist_id")
OF_GENRES: Final = _new_of("track_genres", "genre_id")

OF_LISTENERS: Final = _of(
    """
    with mine as materialized (
      select p.track_id, x.artist_id
      from play_totals p
      join tracks t on t.id = p.track_id and t.missing_at is null and t.folder_id = any(:folders)
      left join track_artists x on x.track_id = p.track_id and x.position = 0
      where p.user_id = :user_id and p.plays > 0
      order by p.weighted desc, p.track_id desc limit 50
    ),
    peers as materialized (
      select p.user_id, count(*) as common, mode() within group (order by mine.artist_id) as artist_id
      from mine join play_totals p on p.track_id = mine.track_id
      where p.user_id <> :user_id and p.plays > 0
      group by p.user_id having count(*) >= 2
      order by count(*) desc, p.user_id limit 20
    ),
    shared as materialized (
      select q.track_id, count(*) as listeners, mode() within group (order by peers.artist_id) as artist_id
      from peers
      cross join lateral (
        select p.track_id from play_totals p
        where p.user_id = peers.user_id and p.plays > 0
        order by p.weighted desc, p.track_id desc limit 200
      ) q
      where not exists (select from play_totals p where p.user_id = :user_id and p.track_id = q.track_id)
      group by q.track_id
    )
    select shared.track_id, shared.listeners, shared.artist_id
    from shared
    join tracks t on t.id = shared.track_id and t.missing_at is null and t.folder_id = any(:folders)
    order by shared.listeners desc, shared.track_id limit :number
    """,
    ids=("user_id",),
)
"""What is played by the 20 users who have most of a user's 50 tracks in common, at least two."""

SIMILAR_BY_LISTENERS: Final = _of(
    """
    with listeners as materialized (
      select p.user_id, sum(p.weighted) as weighted
      from track_artists x
      join tracks t on t.id = x.track_id and t.missing_at is null and t.folder_id = any(:folders)
      join play_totals p on p.track_id = x.track_id and p.plays > 0
      where x.artist_id = :artist_id
      group by p.user_id order by sum(p.weighted) desc, p.user_id limit 200
    )
    select x.artist_id, count(distinct listeners.user_id) * ln(sum(q.weighted) + 1) as score
    from listeners
    cross join lateral (
      select p.track_id, p.weighted from play_totals p
      where p.user_id = listeners.user_id and p.plays > 0
      order by p.weighted desc, p.track_id desc limit 200
    ) q
    join tracks t on t.id = q.track_id and t.missing_at is null and t.folder_id = any(:folders)
    join track_artists x on x.track_id = q.track_id
    where x.artist_id <> :artist_id
    group by x.artist_id having count(distinct listeners.user_id) >= 2 and sum(q.weighted) > 0
    order by count(distinct listeners.user_id) * ln(sum(q.weighted) + 1) desc, x.artist_id limit :number
    """,
    ids=("artist_id",),
)
"""Common listeners × log(weighted plays + 1). One common listener shows nothing."""

SIMILAR_BY_GENRE: Final = _of(
    """
    with own as materialized (
      select g.genre_id, count(*)::double precision / sum(count(*)) over () as share
      from track_artists x
      join tracks t on t.id = x.track_id and t.missing_at is null and t.folder_id = any(:folders)
      join track_genres g on g.track_id = x.track_id
      where x.artist_id = :artist_id
      group by g.genre_id order by count(*) desc, g.genre_id limit 5
    ),
    others as (
      select x.artist_id, own.genre_id, own.share, count(*) as tracks
      from own
      cross join lateral (
        select g.track_id from track_genres g where g.genre_id = own.genre_id order by g.track_id limit 5000
      ) sample
      join tracks t on t.id = sample.track_id and t.missing_at is null and t.folder_id = any(:folders)
      join track_artists x on x.track_id = sample.track_id
      where x.artist_id <> :artist_id
      group by x.artist_id, own.genre_id, own.share
    ),
    sizes as (
      select f.artist_id, sum(f.track_count) as tracks from artist_folders f
      where f.folder_id = any(:folders) and f.artist_id in (select artist_id from others)
      group by f.artist_id having sum(f.track_count) > 0
    )
    select others.artist_id, sum(others.share * others.tracks / sizes.tracks) as score
    from others join sizes on sizes.artist_id = others.artist_id
    group by others.artist_id
    order by sum(others.share * others.tracks / sizes.tracks) desc, others.artist_id limit :number
    """,
    ids=("artist_id",),
)
"""Sum over genres of the share that both have of it; 5000 tracks of a genre are a random sample."""
