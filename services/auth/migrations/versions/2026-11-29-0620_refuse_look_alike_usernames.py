"""Store what each username looks like, so that no two users can be confused by eye.

Names that were given stay: of accounts that look alike only the oldest has a skeleton. The previous release continues
to work; the names that it registers while this is applied have none.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# `auth.domain.accounts.look_alikes.skeleton` of ASCII letters, digits and underscores.
SKELETON = "replace(replace(lower(translate(username, 'I1|0', 'lllo')), 'rn', 'm'), 'vv', 'w')"
BACKFILL = f"""
update accounts set username_skeleton = oldest.skeleton
from (
  select distinct on ({SKELETON}) id, {SKELETON} as skeleton from accounts order by {SKELETON}, created_at, id
) as oldest
where accounts.id = oldest.id
"""  # noqa: S608 - constants


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table accounts add column username_skeleton text")
    op.execute(BACKFILL)
    op.execute("create unique index uq_accounts_username_skeleton on accounts (username_skeleton)")


def downgrade() -> None:
    """Go back."""
    op.execute("alter table accounts drop column username_skeleton")
