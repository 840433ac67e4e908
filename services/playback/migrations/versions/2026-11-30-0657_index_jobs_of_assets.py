"""Index the jobs of assets."""

from alembic import op

revision = "jobs_of_assets"
down_revision = "entitlements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("create index ix_jobs_asset on jobs ((payload ->> 'asset_id'), created_at)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop index ix_jobs_asset")
