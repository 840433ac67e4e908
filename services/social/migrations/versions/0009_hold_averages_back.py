"""Show another average of a title only when enough users have changed their ratings."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATEMENTS = (
    "alter table title_ratings add column shown_raters integer",
    "alter table title_ratings add column shown_total bigint",
    "update title_ratings set shown_raters = raters, shown_total = total where raters >= 5",
    """
    create table changed_ratings (
      media_id uuid not null,
      user_id uuid not null,
      constraint pk_changed_ratings primary key (media_id, user_id)
    )
    """,
    "create index ix_changed_ratings_user_id on changed_ratings (user_id)",
    # The next average of a group that has none waits for five users, who have rated already.
    """
    insert into changed_ratings (media_id, user_id)
    select media_id, user_id from (
      select cast(split_part(subject, ':', 2) as uuid) as media_id, user_id,
        row_number() over (partition by subject order by review_id) as place
      from reviews
      where subject like 'title:%' and rating is not null and status = 'visible' and user_id is not null
    ) r join title_ratings t using (media_id)
    where t.raters < 5 and r.place <= 5
    """,
)


def upgrade() -> None:
    """Go forward."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("drop table changed_ratings")
    op.execute("alter table title_ratings drop column shown_total")
    op.execute("alter table title_ratings drop column shown_raters")
