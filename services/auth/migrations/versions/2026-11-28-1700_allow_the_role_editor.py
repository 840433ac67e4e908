"""Allow the role `editor`. The previous release continues to work: no account has the role yet."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

DROP = "alter table accounts drop constraint ck_accounts_roles"
ADD = "alter table accounts add constraint ck_accounts_roles check (roles <@ array[{roles}])"


def upgrade() -> None:
    """Go forward."""
    op.execute(DROP)
    op.execute(ADD.format(roles="'user', 'editor', 'admin'"))


def downgrade() -> None:
    """Go back: editors become users."""
    op.execute("update accounts set roles = array_remove(roles, 'editor') where 'editor' = any(roles)")
    op.execute(DROP)
    op.execute(ADD.format(roles="'user', 'admin'"))
