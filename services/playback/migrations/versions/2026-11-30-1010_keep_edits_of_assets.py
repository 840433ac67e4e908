"""Keep who has changed, published and unpublished an asset.

The previous release continues to work: it does not name the table, and its changes have no edit.
"""

from alembic import op

revision = "asset_edits"
down_revision = "aes_128"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("""
        create table asset_edits (
            asset_id uuid not null constraint fk_asset_edits_asset_id references assets,
            revision bigint not null,
            kind text not null constraint ck_asset_edits_kind
                check (kind in ('changed', 'published', 'unpublished')),
            actor uuid not null,
            at timestamptz not null,
            state jsonb not null,
            constraint pk_asset_edits primary key (asset_id, revision)
        )
    """)


def downgrade() -> None:
    """Go back."""
    op.execute("drop table asset_edits")
