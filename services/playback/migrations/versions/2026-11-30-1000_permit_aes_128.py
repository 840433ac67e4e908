"""Permit versions whose whole segments are encrypted with AES-128.

The previous release continues to work: it adds no such version, and plays it by HLS if a player chooses that.
"""

from alembic import op

revision = "aes_128"
down_revision = "quality_shards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    _permit("'none', 'cbcs', 'aes-128'")


def downgrade() -> None:
    """Go back; delete assets with a version in AES-128 before."""
    _permit("'none', 'cbcs'")


def _permit(values: str) -> None:
    op.execute("alter table asset_versions drop constraint ck_asset_versions_encryption")
    op.execute(
        "alter table asset_versions add constraint ck_asset_versions_encryption"
        f" check (encryption in ({values})) not valid"
    )
    op.execute("alter table asset_versions validate constraint ck_asset_versions_encryption")
