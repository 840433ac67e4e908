"""Keep preferences and the picture of each user."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. The defaults are for processes of the version before, which know none of the columns."""
    op.execute(
        "alter table accounts"
        " add column avatar_id uuid,"
        " add column time_zone text,"
        " add column spoiler_mode text not null default 'off',"
        " add column rating_scale text not null default 'percent',"
        " add column updated_at timestamptz"
    )


def downgrade() -> None:
    """Go back."""
    op.execute(
        "alter table accounts drop column avatar_id, drop column time_zone, drop column spoiler_mode,"
        " drop column rating_scale, drop column updated_at"
    )
