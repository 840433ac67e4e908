"""Store what is needed to publish changes and outages; count a provider's calls by key."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UP = (
    """
    alter table titles
      add column offers_at timestamptz,
      add column last_aired integer[]
    """,
    "alter table jobs add column missing text[] not null default '{}'",
    "create index ix_jobs_title on jobs (tmdb_id, title_kind, created_at) where tmdb_id is not null",
    """
    alter table provider_state
      add column key_id text not null default '',
      add column trouble text constraint ck_provider_state_trouble check (trouble in ('degraded', 'unavailable')),
      add column trouble_since timestamptz,
      add column trouble_reason text,
      add column trouble_until timestamptz,
      add column recent jsonb not null default '{}',
      add constraint ck_provider_state_trouble_since check ((trouble is null) = (trouble_since is null)),
      drop constraint pk_provider_state,
      add constraint pk_provider_state primary key (source, key_id)
    """,
)
DOWN = (
    # Without keys a provider has one row again: that of the key with the most calls.
    """
    delete from provider_state as one using provider_state as other
    where one.source = other.source and (one.calls, one.key_id) < (other.calls, other.key_id)
    """,
    """
    alter table provider_state
      drop constraint pk_provider_state,
      drop column key_id,
      drop column trouble,
      drop column trouble_since,
      drop column trouble_reason,
      drop column trouble_until,
      drop column recent,
      add constraint pk_provider_state primary key (source)
    """,
    "drop index ix_jobs_title",
    "alter table jobs drop column missing",
    "alter table titles drop column offers_at, drop column last_aired",
)


def upgrade() -> None:
    """Go forward."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for statement in DOWN:
        op.execute(statement)
