"""The tables of reviews, comments and reactions.

`subject` and `thread` are natural keys: a title, season, episode or list, or `review:…`. A row whose user is null was
deleted: its replies keep their place.
"""

from typing import Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from social.infrastructure.metadata import INSTANT, metadata

_STATUS: Final = "status in ('visible', 'hidden', 'removed', 'deleted')"
_RATING: Final = "rating between 0 and 100"


def _status() -> Column[str]:
    return Column("status", Text, CheckConstraint(_STATUS, name="status"), nullable=False)


def _counts() -> Column[object]:
    return Column("reactions", JSONB, nullable=False, server_default=text("'{}'"))


reviews: Final = Table(
    "reviews",
    metadata,
    Column("review_id", Uuid, primary_key=True),
    Column("user_id", Uuid),
    Column("subject", Text, nullable=False),
    Column("rating", SmallInteger, CheckConstraint(_RATING, name="rating")),
    Column("body", Text),
    Column("language", Text),
    Column("spoiler", Boolean, nullable=False),
    _status(),
    Column("version", Integer, nullable=False),
    Column("comments", Integer, nullable=False, server_default=text("0")),
    _counts(),
    Column("helpful", Integer, nullable=False, server_default=text("0")),
    Column("created_at", INSTANT, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
)
_VISIBLE: Final = reviews.c.status == "visible"
_OWNED: Final = reviews.c.user_id.is_not(None)
_NEW: Final = (reviews.c.created_at.desc(), reviews.c.review_id)
_HELPFUL: Final = (reviews.c.helpful.desc(), *_NEW)
Index("uq_reviews_user_id", reviews.c.user_id, reviews.c.subject, unique=True, postgresql_where=_OWNED)
Index("ix_reviews_own", reviews.c.user_id, *_NEW, postgresql_where=_OWNED)
Index("ix_reviews_new", reviews.c.subject, *_NEW, postgresql_where=_VISIBLE)
Index("ix_reviews_helpful", reviews.c.subject, *_HELPFUL, postgresql_where=_VISIBLE)
Index("ix_reviews_language", reviews.c.subject, reviews.c.language, *_NEW, postgresql_where=_VISIBLE)
Index("ix_reviews_language_helpful", reviews.c.subject, reviews.c.language, *_HELPFUL, postgresql_where=_VISIBLE)

Index("ix_reviews_subject", reviews.c.subject, postgresql_ops={"subject": "text_pattern_ops"})

revisions: Final = Table(
    "review_revisions",
    metadata,
    Column("review_id", Uuid, ForeignKey("reviews.review_id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("rating", SmallInteger),
    Column("body", Text),
    Column("language", Text),
    Column("spoiler", Boolean, nullable=False),
    Column("written_at", INSTANT, nullable=False),
)
"""What a review stated before each change."""

comments: Final = Table(
    "comments",
    metadata,
    Column("comment_id", Uuid, primary_key=True),
    Column("thread", Text, nullable=False),
    Column("parent_id", Uuid, ForeignKey("comments.comment_id")),
    Column("user_id", Uuid),
    Column("body", Text),
    Column("spoiler", Boolean, nullable=False),
    Column("level", SmallInteger, nullable=False),
    _status(),
    Column("version", Integer, nullable=False),
    Column("replies", Integer, nullable=False, server_default=text("0")),
    _counts(),
    Column("created_at", INSTANT, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
)
Index(
    "ix_comments_thread",
    comments.c.thread,
    comments.c.created_at,
    comments.c.comment_id,
    postgresql_where=comments.c.parent_id.is_(None),
)
Index("ix_comments_subject", comments.c.thread, postgresql_ops={"thread": "text_pattern_ops"})
Index("ix_comments_parent_id", comments.c.parent_id, comments.c.created_at, comments.c.comment_id)
Index("ix_comments_user_id", comments.c.user_id, comments.c.created_at, comments.c.comment_id)

reactions: Final = Table(
    "reactions",
    metadata,
    Column("target_id", Uuid, primary_key=True),
    Column("user_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("target_kind", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False),
)
Index("ix_reactions_user_id", reactions.c.user_id)

contributors: Final = Table(
    "contributors",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("registered_at", INSTANT),
    Column("muted_until", INSTANT),
)
"""The row of a user is the lock that serializes what the user writes."""

contribution_counts: Final = Table(
    "contribution_counts",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("action", Text, primary_key=True),
    Column("counted_from", INSTANT, nullable=False),
    Column("used", Integer, nullable=False),
)
"""What users have written within the hour from `counted_from` on; the next hour begins in the same row."""

title_ratings: Final = Table(
    "title_ratings",
    metadata,
    Column("media_id", Uuid, primary_key=True),
    Column("raters", Integer, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("shown_raters", Integer),
    Column("shown_total", BigInteger),
)
"""The number of visible ratings of each title and their sum: all, and those of the average that is shown."""

changed_ratings: Final = Table(
    "changed_ratings",
    metadata,
    Column("media_id", Uuid, primary_key=True),
    Column("user_id", Uuid, primary_key=True),
)
"""Who has changed a rating since the last average of its title; at most as many as the next one needs."""
Index("ix_changed_ratings_user_id", changed_ratings.c.user_id)

reviewable_titles: Final = Table(
    "reviewable_titles",
    metadata,
    Column("media_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("seasons", ARRAY(Integer), nullable=False),
)
reviewable_seasons: Final = Table(
    "reviewable_seasons",
    metadata,
    Column("media_id", Uuid, primary_key=True),
    Column("season", Integer, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("episodes", ARRAY(Integer), nullable=False),
)
reviewable_lists: Final = Table(
    "reviewable_lists",
    metadata,
    Column("list_id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("name", Text),
)
Index("ix_reviewable_lists_user_id", reviewable_lists.c.user_id)

READ_MODEL: Final = (reviewable_titles, reviewable_seasons, reviewable_lists)
"""What the log of events fills again."""
