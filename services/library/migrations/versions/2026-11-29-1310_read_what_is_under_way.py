"""Index what users may continue, and what decides whether a show was seen to its end.

The previous release keeps working: it reads the same columns.
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute(
        "create index ix_entries_under_way on entries (user_id, updated_at desc, media_id)"
        " where season is not null and state in ('planned', 'watching')"
    )
    op.execute(
        "create index ix_season_parts_media_id_number on season_parts (media_id, number)"
        " include (last_episode, version, season_id)"
    )
    op.execute("drop index ix_season_parts_media_id")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("create index ix_season_parts_media_id on season_parts (media_id)")
    op.execute("drop index ix_season_parts_media_id_number")
    op.execute("drop index ix_entries_under_way")
