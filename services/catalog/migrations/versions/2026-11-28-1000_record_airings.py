"""Separate the day of an airing from its instant; keep withdrawn seasons and the parts of long ones.

The previous release continues to work: it names none of the new columns. An episode that it writes counts as aired at
its `starts_at` until its season is synced again.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UP = (
    """
    alter table media
      add column last_episode_season integer,
      add column last_episode_number integer,
      add column last_episode_date date
    """,
    "alter table seasons add column withdrawn_at timestamptz",
    "alter table episodes add column aired_at timestamptz, add column air_date date",
    # Midnight UTC stood for a day without a time.
    """
    update episodes set
      air_date = cast(starts_at at time zone 'UTC' as date),
      aired_at = case when cast(starts_at at time zone 'UTC' as time) = '00:00' then starts_at + interval '36 hours'
                      else starts_at end,
      scheduled = convert_to(cast(cast(convert_from(scheduled, 'UTF8') as jsonb) || jsonb_build_object(
        'airDate', cast(starts_at at time zone 'UTC' as date),
        'airsAt', case when cast(starts_at at time zone 'UTC' as time) <> '00:00'
                       then to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') end
      ) as text), 'UTF8')
    where starts_at is not null
    """,
    """
    create table season_parts (
      season_id uuid not null,
      part integer not null,
      version bigint not null,
      parts integer not null,
      body bytea not null,
      constraint pk_season_parts primary key (season_id, part)
    )
    """,
)
DOWN = (
    "drop table season_parts",
    # The release before knows no withdrawn season: it would list one without episodes.
    "delete from seasons where withdrawn_at is not null",
    """
    update episodes set scheduled = convert_to(cast((cast(convert_from(scheduled, 'UTF8') as jsonb) - 'airsAt') ||
      jsonb_build_object('airDate', to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
    as text), 'UTF8')
    where starts_at is not null
    """,
    "alter table episodes drop column aired_at, drop column air_date",
    "alter table seasons drop column withdrawn_at",
    """
    alter table media
      drop column last_episode_season, drop column last_episode_number, drop column last_episode_date
    """,
)


def upgrade() -> None:
    """Apply the migration."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    for statement in DOWN:
        op.execute(statement)
