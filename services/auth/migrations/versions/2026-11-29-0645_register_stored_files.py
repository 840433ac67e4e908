"""Register the files of users in the object storage."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute(
        "create table stored_files ("
        " key text constraint pk_stored_files primary key,"
        " account_id uuid constraint fk_stored_files_account_id_accounts references accounts on delete set null,"
        " upload_id uuid,"
        " content_type text,"
        " created_at timestamptz not null,"
        " removed_at timestamptz)"
    )
    op.execute("create index ix_stored_files_account_id on stored_files (account_id)")
    op.execute("create index ix_stored_files_removed_at on stored_files (removed_at)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop table stored_files")
