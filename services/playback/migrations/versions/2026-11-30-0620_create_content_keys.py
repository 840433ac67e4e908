"""Create content keys."""

from alembic import op

revision = "content_keys"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    """
    create table content_keys (
      asset_id uuid not null,
      number integer not null,
      id uuid not null,
      label text not null constraint ck_content_keys_label check (label in ('video', 'audio')),
      wrapped bytea not null,
      created_at timestamptz default now() not null,
      constraint pk_content_keys primary key (asset_id, number, id),
      constraint fk_content_keys_asset_id_number foreign key(asset_id, number)
        references asset_versions (asset_id, number)
    )
    """,
    "create unique index uq_content_keys_label on content_keys (asset_id, number, label)",
    "create unique index uq_content_keys_id on content_keys (id)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("drop table content_keys")
