"""Mark the transactions that write what reads of titles show: while there is no new one, no page has to be read again.

The previous release continues to work: triggers mark its transactions too, and it does not read the table.
"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLES = (
    *("media", "documents", "list_items", "slugs", "seasons"),
    *("media_genres", "media_releases", "media_offers", "media_facets", "media_credits"),
)
WRITES = "create table title_writes (transaction_id bigint not null constraint pk_title_writes primary key)"
# Each transaction has a row of its own, so that no writer waits for another one.
MARK = """
create function mark_title_write() returns trigger language plpgsql set search_path from current as $$
begin
  insert into title_writes (transaction_id) values (cast(cast(pg_current_xact_id() as text) as bigint))
  on conflict do nothing;
  return null;
end
$$
"""


def upgrade() -> None:
    """Create the table and the triggers that fill it."""
    op.execute(WRITES)
    op.execute(MARK)
    for table in TABLES:
        op.execute(
            f"create trigger mark_title_write after insert or update or delete or truncate on {table} "
            "for each statement execute function mark_title_write()"
        )


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.execute(f"drop trigger mark_title_write on {table}")
    op.execute("drop function mark_title_write()")
    op.execute("drop table title_writes")
