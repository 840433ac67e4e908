"""Allow the roles `viewer` and `finance`, and the suspension of accounts.

The previous release continues to work: no account has one of the roles yet, and it knows no suspension.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DROP = "alter table accounts drop constraint ck_accounts_roles"
ADD = "alter table accounts add constraint ck_accounts_roles check (roles <@ array[{roles}])"


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table accounts add column suspended_at timestamptz")
    op.execute(DROP)
    op.execute(ADD.format(roles="'user', 'editor', 'viewer', 'finance', 'admin'"))
    op.execute("create index ix_accounts_further_roles on accounts (username_key) where roles <> '{user}'")
    op.execute("create index ix_accounts_suspended on accounts (username_key) where suspended_at is not null")


def downgrade() -> None:
    """Go back: viewers and finance become users, and suspended users can sign in."""
    op.execute(
        "update accounts set roles = array_remove(array_remove(roles, 'viewer'), 'finance')"
        " where roles && array['viewer', 'finance']"
    )
    op.execute("drop index ix_accounts_further_roles")
    op.execute(DROP)
    op.execute(ADD.format(roles="'user', 'editor', 'admin'"))
    op.execute("alter table accounts drop column suspended_at")
