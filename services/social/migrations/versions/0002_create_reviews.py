"""Create reviews, comments, reactions, reports and decisions."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REVIEWS = (
    """
    create table reviews (
      review_id uuid not null,
      user_id uuid,
      subject text not null,
      rating smallint constraint ck_reviews_rating check (rating between 0 and 100),
      body text,
      language text,
      spoiler boolean not null,
      status text not null
        constraint ck_reviews_status check (status in ('visible', 'hidden', 'removed', 'deleted')),
      version integer not null,
      comments integer not null default 0,
      reactions jsonb not null default '{}',
      helpful integer not null default 0,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      constraint pk_reviews primary key (review_id)
    )
    """,
    "create unique index uq_reviews_user_id on reviews (user_id, subject) where user_id is not null",
    "create index ix_reviews_own on reviews (user_id, created_at desc, review_id) where user_id is not null",
    "create index ix_reviews_new on reviews (subject, created_at desc, review_id) where status = 'visible'",
    """
    create index ix_reviews_helpful on reviews (subject, helpful desc, created_at desc, review_id)
    where status = 'visible'
    """,
    """
    create index ix_reviews_language on reviews (subject, language, created_at desc, review_id)
    where status = 'visible'
    """,
    """
    create index ix_reviews_language_helpful on reviews
    (subject, language, helpful desc, created_at desc, review_id) where status = 'visible'
    """,
    """
    create table review_revisions (
      review_id uuid not null constraint fk_review_revisions_review_id_reviews
        references reviews (review_id) on delete cascade,
      number integer not null,
      rating smallint,
      body text,
      language text,
      spoiler boolean not null,
      written_at timestamptz not null,
      constraint pk_review_revisions primary key (review_id, number)
    )
    """,
    """
    create table comments (
      comment_id uuid not null,
      thread text not null,
      parent_id uuid constraint fk_comments_parent_id_comments references comments (comment_id),
      user_id uuid,
      body text,
      spoiler boolean not null,
      level smallint not null,
      status text not null
        constraint ck_comments_status check (status in ('visible', 'hidden', 'removed', 'deleted')),
      version integer not null,
      replies integer not null default 0,
      reactions jsonb not null default '{}',
      created_at timestamptz not null,
      updated_at timestamptz not null,
      constraint pk_comments primary key (comment_id)
    )
    """,
    "create index ix_comments_thread on comments (thread, parent_id, created_at, comment_id)",
    "create index ix_comments_parent_id on comments (parent_id, created_at, comment_id)",
    "create index ix_comments_user_id on comments (user_id, created_at, comment_id)",
    """
    create table reactions (
      target_id uuid not null,
      user_id uuid not null,
      kind text not null,
      target_kind text not null,
      created_at timestamptz not null,
      constraint pk_reactions primary key (target_id, user_id, kind)
    )
    """,
    "create index ix_reactions_user_id on reactions (user_id)",
)
AUTHORS = (
    """
    create table contributors (
      user_id uuid not null,
      registered_at timestamptz,
      muted_until timestamptz,
      constraint pk_contributors primary key (user_id)
    )
    """,
    """
    create table contribution_counts (
      user_id uuid not null,
      action text not null,
      counted_from timestamptz not null,
      used integer not null,
      constraint pk_contribution_counts primary key (user_id, action)
    )
    """,
)
SUBJECTS = (
    """
    create table title_ratings (
      media_id uuid not null,
      raters integer not null,
      total bigint not null,
      version bigint not null,
      constraint pk_title_ratings primary key (media_id)
    )
    """,
    """
    create table reviewable_titles (
      media_id uuid not null,
      version bigint not null,
      seasons integer[] not null,
      constraint pk_reviewable_titles primary key (media_id)
    )
    """,
    """
    create table reviewable_seasons (
      media_id uuid not null,
      season integer not null,
      part integer not null,
      version bigint not null,
      episodes integer[] not null,
      constraint pk_reviewable_seasons primary key (media_id, season, part)
    )
    """,
    """
    create table reviewable_lists (
      list_id uuid not null,
      user_id uuid not null,
      version bigint not null,
      public boolean not null,
      constraint pk_reviewable_lists primary key (list_id)
    )
    """,
    "create index ix_reviewable_lists_user_id on reviewable_lists (user_id)",
)
MODERATION = (
    """
    create table reports (
      target_id uuid not null,
      user_id uuid not null,
      reason text not null,
      note text,
      trusted boolean not null,
      created_at timestamptz not null,
      constraint pk_reports primary key (target_id, user_id)
    )
    """,
    "create index ix_reports_user_id on reports (user_id)",
    """
    create table report_cases (
      target_id uuid not null,
      target_kind text not null,
      opened_at timestamptz not null,
      reports integer not null,
      trusted_reports integer not null,
      is_open boolean not null,
      constraint pk_report_cases primary key (target_id)
    )
    """,
    "create index ix_report_cases_open on report_cases (opened_at, target_id) where is_open",
    """
    create table decisions (
      decision_id uuid not null,
      target_id uuid not null,
      target_kind text not null,
      author_id uuid,
      moderator_id uuid,
      verdict text not null,
      why text not null,
      muted_until timestamptz,
      before jsonb,
      created_at timestamptz not null,
      constraint pk_decisions primary key (decision_id)
    )
    """,
    "create index ix_decisions_created_at on decisions (created_at desc, decision_id)",
    "create index ix_decisions_target_id on decisions (target_id, created_at desc, decision_id)",
    "create index ix_decisions_author_id on decisions (author_id, created_at)",
    "create index ix_decisions_moderator_id on decisions (moderator_id)",
)
TABLES = (
    "decisions",
    "report_cases",
    "reports",
    "reviewable_lists",
    "reviewable_seasons",
    "reviewable_titles",
    "title_ratings",
    "contribution_counts",
    "contributors",
    "reactions",
    "comments",
    "review_revisions",
    "reviews",
)


def upgrade() -> None:
    """Go forward."""
    for statement in (*REVIEWS, *AUTHORS, *SUBJECTS, *MODERATION):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in TABLES:
        op.execute(f"drop table {table}")
