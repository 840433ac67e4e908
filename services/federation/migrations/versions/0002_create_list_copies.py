"""Create the copies of lists that users have."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute(
        """
        create table list_copies (
          user_id uuid not null,
          peer_id uuid not null,
          list_id uuid not null,
          request_key uuid not null,
          name text not null,
          description text,
          created_at timestamptz not null,
          copy_id uuid,
          constraint pk_list_copies primary key (user_id, peer_id, list_id)
        )
        """
    )
    op.execute("create unique index uq_list_copies_request_key on list_copies (request_key)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop table list_copies")
