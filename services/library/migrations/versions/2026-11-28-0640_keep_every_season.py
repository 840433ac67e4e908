"""Store the progress of every season, and the known seasons of a show.

The previous release keeps working: it names none of the new columns, and when its `season` and `episode` disagree with
`seasons` they are newer. The new consumer reads `season.synced` from its beginning; a replay or the next import of a
title fills the columns of titles.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TITLES = """
alter table titles
  add column gone_at timestamptz,
  add column successor_id uuid,
  add column ended boolean not null default false,
  add column listed_seasons integer[],
  add column last_season integer,
  add column last_episode integer
"""
SEASON_PARTS = """
create table season_parts (
  season_id uuid not null,
  part integer not null,
  parts integer not null,
  media_id uuid not null,
  number integer not null,
  version bigint not null,
  episodes integer[] not null,
  last_episode integer,
  constraint pk_season_parts primary key (season_id, part)
)
"""
SEASON_PARTS_INDEX = "create index ix_season_parts_media_id on season_parts (media_id)"
SEASONS = "alter table entries add column seasons jsonb"
# Specials are no place to continue from.
SPECIALS = """
update entries set seasons = jsonb_build_object(season::text, episode), season = null, episode = null where season = 0
"""
REGULAR = "update entries set seasons = jsonb_build_object(season::text, episode) where season > 0"


def upgrade() -> None:
    """Apply the migration."""
    for statement in (TITLES, SEASON_PARTS, SEASON_PARTS_INDEX, SEASONS, SPECIALS, REGULAR):
        op.execute(statement)


def downgrade() -> None:
    """Go back. Progress in specials alone becomes the place again, other seasons are lost."""
    op.execute(
        "update entries set season = 0, episode = (seasons ->> '0')::integer where season is null and seasons ? '0'"
    )
    op.execute("alter table entries drop column seasons")
    op.execute("drop table season_parts")
    op.execute(
        "alter table titles drop column gone_at, drop column successor_id, drop column ended,"
        " drop column listed_seasons, drop column last_season, drop column last_episode"
    )
