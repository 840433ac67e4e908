"""Publish how titles appear: triggers queue those that are listed, hidden or named otherwise since their last event.

Earlier events did not say whether a title is listed, and consumers take it as listed: the titles that are not, and
those with a name of an editor, are queued. The previous release continues to work: it neither reads the queue nor
writes the new columns, whose titles are published again by this one. No row of `slugs` is rewritten.
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

COLUMNS = """
alter table slugs add column published_listed boolean not null default true, add column published_title text
"""
QUEUE = "create table changed_titles (media_id uuid primary key)"
# A title without a slug is published when it gets one. Both the former and the new row count, not what was published:
# a transaction that publishes the former one may not have committed yet.
CHANGED = """
create function queue_changed_title() returns trigger language plpgsql set search_path from current as $$
begin
  insert into changed_titles (media_id)
  select new.media_id where exists (select from slugs where media_id = new.media_id and current)
  on conflict do nothing;
  return null;
end
$$
"""
# A title that is inserted and has a slug is one of a replay, which publishes what differs from before.
INSERTED = """
create function queue_inserted_title() returns trigger language plpgsql set search_path from current as $$
begin
  insert into changed_titles (media_id)
  select media_id from slugs
  where media_id = new.media_id and current
    and (published_version is null or published_listed <> new.listed or published_title is distinct from new.title)
  on conflict do nothing;
  return null;
end
$$
"""
ON_INSERT = """
create trigger queue_inserted_title after insert on media
for each row when (new.title is not null) execute function queue_inserted_title()
"""
ON_UPDATE = """
create trigger queue_changed_title after update on media
for each row when (old.listed is distinct from new.listed or old.title is distinct from new.title)
execute function queue_changed_title()
"""
# Titles that the previous release published, or did not publish yet.
BACKFILL = """
insert into changed_titles (media_id)
select s.media_id from slugs s join media m on m.media_id = s.media_id
where s.current and (s.published_version is null or not m.listed or exists (
  select from editions e where e.media_id = s.media_id
))
"""


def upgrade() -> None:
    """Apply the migration."""
    for statement in (
        COLUMNS,
        QUEUE,
        CHANGED,
        INSERTED,
        ON_INSERT,
        ON_UPDATE,
        BACKFILL,
        "drop index ix_slugs_unpublished",
    ):
        op.execute(statement)


def downgrade() -> None:
    """Undo the migration."""
    op.execute("drop trigger queue_inserted_title on media")
    op.execute("drop trigger queue_changed_title on media")
    op.execute("drop function queue_changed_title()")
    op.execute("drop function queue_inserted_title()")
    op.execute("drop table changed_titles")
    op.execute("alter table slugs drop column published_listed, drop column published_title")
    op.execute("create index ix_slugs_unpublished on slugs (media_id) where current and published_version is null")
