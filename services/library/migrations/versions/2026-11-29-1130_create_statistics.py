"""Create computed statistics, and count the changes of journals that they depend on.

The previous release counts no change: its writes show in statistics after a day at the latest.
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute("alter table play_counts add column revision bigint not null default 0")
    op.execute(
        "create table statistics_documents (user_id uuid not null, period text not null, time_zone text not null,"
        " revision bigint not null, computed_at timestamptz not null, document jsonb not null,"
        " constraint pk_statistics_documents primary key (user_id, period, time_zone))"
    )


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop table statistics_documents")
    op.execute("alter table play_counts drop column revision")
