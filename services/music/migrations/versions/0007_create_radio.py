"""Create the radio stations of users, and the sign-in sessions that have ended."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    create table radio_stations (
      user_id uuid not null,
      station_id uuid not null,
      source text not null constraint ck_radio_stations_source check (source in ('directory', 'custom')),
      name text not null,
      sort_name text collate "C" not null,
      url text not null,
      homepage text,
      favicon text,
      country text,
      country_code text,
      languages text[] not null,
      tags text[] not null,
      codec text,
      bit_rate integer,
      is_segmented boolean not null,
      added_at timestamptz not null,
      constraint pk_radio_stations primary key (user_id, station_id)
    )
    """,
    """
    create index ix_radio_stations_user_id_sort_name on radio_stations (user_id, sort_name, station_id)
    """,
    """
    create table ended_sessions (
      session_id uuid not null,
      forget_at timestamptz not null,
      constraint pk_ended_sessions primary key (session_id)
    )
    """,
    "create index ix_ended_sessions_forget_at on ended_sessions (forget_at)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("drop table ended_sessions")
    op.execute("drop table radio_stations")
