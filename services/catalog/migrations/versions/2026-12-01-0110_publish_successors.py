"""Publish what a title was merged into.

The previous release continues to work: what it publishes without a successor is published again by this one.
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_INSERTED = """
create or replace function queue_inserted_title() returns trigger language plpgsql set search_path from current as $$
begin
  insert into changed_titles (media_id)
  select media_id from slugs
  where media_id = new.media_id and current
    and (published_version is null or published_listed <> new.listed or published_title is distinct from new.title{})
  on conflict do nothing;
  return null;
end
$$
"""
_CHANGED = """
create trigger queue_changed_title after update on media
for each row when (old.listed is distinct from new.listed or old.title is distinct from new.title{})
execute function queue_changed_title()
"""


def upgrade() -> None:
    """Apply the migration."""
    op.execute("alter table slugs add column published_successor_id uuid")
    op.execute(_INSERTED.format(" or published_successor_id is distinct from new.successor_id"))
    op.execute("drop trigger queue_changed_title on media")
    op.execute(_CHANGED.format(" or old.successor_id is distinct from new.successor_id"))
    op.execute(
        "insert into changed_titles (media_id) select m.media_id from media m join slugs s on s.media_id = m.media_id"
        " where s.current and m.successor_id is not null on conflict do nothing"
    )


def downgrade() -> None:
    """Undo the migration."""
    op.execute(_INSERTED.format(""))
    op.execute("drop trigger queue_changed_title on media")
    op.execute(_CHANGED.format(""))
    op.execute("alter table slugs drop column published_successor_id")
