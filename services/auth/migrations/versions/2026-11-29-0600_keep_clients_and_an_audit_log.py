"""Keep the client and the methods of each sign-in, and an audit log."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. The defaults are for processes of the version before, which know none of the columns."""
    op.execute(
        "alter table sessions"
        " add column address text not null default '',"
        " add column user_agent text not null default '',"
        " add column methods text[] not null default '{pwd}',"
        " add column authenticated_at timestamptz"
    )
    op.execute(
        "create table audit_entries ("
        " id bigint generated always as identity constraint pk_audit_entries primary key,"
        " at timestamptz not null,"
        " kind text not null,"
        " account_id uuid,"
        " actor_id uuid,"
        " session_id uuid,"
        " address text not null,"
        " user_agent text not null,"
        " details jsonb not null)"
    )
    op.execute("create index ix_audit_entries_at on audit_entries (at)")
    op.execute("create index ix_audit_entries_account on audit_entries (account_id, id)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop table audit_entries")
    op.execute(
        "alter table sessions drop column address, drop column user_agent, drop column methods,"
        " drop column authenticated_at"
    )
