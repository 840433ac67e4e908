"""Store favourites, ratings and plays, and what plays add up to."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MARKS = tuple(
    statement
    for one, many in (("track", "tracks"), ("album", "albums"), ("artist", "artists"))
    for statement in (
        f"""
        create table {one}_marks (
          user_id uuid not null,
          item_id uuid not null,
          favourite_at timestamptz,
          rating smallint,
          rated_at timestamptz,
          constraint pk_{one}_marks primary key (user_id, item_id),
          constraint fk_{one}_marks_item_id foreign key(item_id) references {many} (id) on delete cascade
        )
        """,
        f"""
        create index ix_{one}_marks_favourite_at on {one}_marks (user_id, favourite_at, item_id)
        where favourite_at is not null
        """,
        f"create index ix_{one}_marks_rated_at on {one}_marks (user_id, rated_at, item_id) where rated_at is not null",
        f"create index ix_{one}_marks_item_id on {one}_marks (item_id)",
    )
)
PLAYS = (
    """
    create table plays (
      user_id uuid not null,
      id uuid not null,
      track_id uuid not null,
      played_at timestamptz not null,
      completion double precision not null,
      context text not null,
      source_type text,
      source_id text,
      constraint pk_plays primary key (user_id, id),
      constraint fk_plays_track_id foreign key(track_id) references tracks (id) on delete cascade
    )
    """,
    "create index ix_plays_played_at on plays (user_id, played_at, id)",
    "create index ix_plays_time on plays (played_at)",
    "create index ix_plays_track_id on plays (track_id)",
    """
    create table play_totals (
      user_id uuid not null,
      track_id uuid not null,
      plays integer not null,
      skips integer not null,
      weighted double precision not null,
      completions double precision not null,
      last_played_at timestamptz,
      constraint pk_play_totals primary key (user_id, track_id),
      constraint fk_play_totals_track_id foreign key(track_id) references tracks (id) on delete cascade
    )
    """,
    "create index ix_play_totals_last_played_at on play_totals (user_id, last_played_at, track_id)",
    "create index ix_play_totals_weighted on play_totals (user_id, weighted, track_id)",
    "create index ix_play_totals_track_id on play_totals (track_id, weighted)",
    """
    create table track_totals (
      track_id uuid not null,
      plays integer not null,
      skips integer not null,
      listeners integer not null,
      weighted double precision not null,
      completions double precision not null,
      constraint pk_track_totals primary key (track_id),
      constraint fk_track_totals_track_id foreign key(track_id) references tracks (id) on delete cascade
    )
    """,
    "create index ix_track_totals_plays on track_totals (plays, track_id)",
)
NAMES = ("track_totals", "play_totals", "plays", "artist_marks", "album_marks", "track_marks")


def upgrade() -> None:
    """Go forward."""
    for statement in (*MARKS, *PLAYS):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in NAMES:
        op.execute(f"drop table {table}")
