"""Read the audit log by account, actor, kind and time."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. Two indexes are replaced by others that begin with the same column."""
    op.execute("create index ix_audit_entries_time on audit_entries (at, id)")
    op.execute("create index ix_audit_entries_account_time on audit_entries (account_id, at, id)")
    op.execute("create index ix_audit_entries_actor_time on audit_entries (actor_id, at, id)")
    op.execute("create index ix_audit_entries_kind_time on audit_entries (kind, at, id)")
    op.execute("drop index ix_audit_entries_at")
    op.execute("drop index ix_audit_entries_account")


def downgrade() -> None:
    """Go back."""
    op.execute("create index ix_audit_entries_at on audit_entries (at)")
    op.execute("create index ix_audit_entries_account on audit_entries (account_id, id)")
    op.execute("drop index ix_audit_entries_time")
    op.execute("drop index ix_audit_entries_account_time")
    op.execute("drop index ix_audit_entries_actor_time")
    op.execute("drop index ix_audit_entries_kind_time")
