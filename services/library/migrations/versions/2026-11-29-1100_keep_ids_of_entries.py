"""Keep the id of each entry, by which a ranking is deleted: it is a digest of the user and the title.

The previous release does not write it; such an entry gets it with its next change.
"""

from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BATCH = 10_000
NAMESPACE = UUID("b7c1c3f0-58d4-5b0e-8f6b-1d0a4c9e7a52")
NEXT = """
select user_id, media_id from entries where (user_id, media_id) > (:user_id, :media_id)
order by user_id, media_id limit :batch
"""
FILL = """
update entries set entry_id = ids.entry_id
from unnest(cast(:users as uuid[]), cast(:titles as uuid[]), cast(:ids as uuid[])) as ids (user_id, media_id, entry_id)
where entries.user_id = ids.user_id and entries.media_id = ids.media_id
"""


def upgrade() -> None:
    """Apply the migration."""
    op.execute("alter table entries add column entry_id uuid")
    _fill()
    op.execute("create index ix_entries_entry_id on entries (entry_id)")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("alter table entries drop column entry_id")


def _fill() -> None:
    connection = op.get_bind()
    last = {"user_id": UUID(int=0), "media_id": UUID(int=0)}
    while rows := connection.execute(sa.text(NEXT), {**last, "batch": BATCH}).all():
        users, titles = [row.user_id for row in rows], [row.media_id for row in rows]
        ids = [uuid5(NAMESPACE, f"{user}:{title}") for user, title in zip(users, titles, strict=True)]
        connection.execute(sa.text(FILL), {"users": users, "titles": titles, "ids": ids})
        last = {"user_id": users[-1], "media_id": titles[-1]}
