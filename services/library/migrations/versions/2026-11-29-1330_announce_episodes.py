"""Keep which airings were announced to subscribers before they happen."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute(
        """
        create table announced_episodes (
          subscription_id uuid not null,
          season integer not null,
          episode integer not null,
          user_id uuid not null,
          media_id uuid not null,
          tmdb_id integer not null,
          season_id uuid not null,
          airs_at timestamptz not null,
          withdrawn boolean not null,
          version bigint not null,
          constraint pk_announced_episodes primary key (subscription_id, season, episode),
          constraint fk_announced_episodes_subscription_id_subscriptions
            foreign key (subscription_id) references subscriptions (subscription_id) on delete cascade
        )
        """
    )
    op.execute("create index ix_announced_episodes_user_id on announced_episodes (user_id)")
    op.execute("create index ix_announced_episodes_airs_at on announced_episodes (airs_at)")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop table announced_episodes")
