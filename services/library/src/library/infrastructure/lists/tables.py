"""Tables of lists.

The column `user_id` of `lists` is the owner. Everything of a list is deleted with its row.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from library.infrastructure.metadata import metadata


def _list_id() -> Column[object]:
    return Column("list_id", UuidType, ForeignKey("lists.list_id", ondelete="CASCADE"), primary_key=True)


lists: Final = Table(
    "lists",
    metadata,
    Column("list_id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("name", Text, CheckConstraint("char_length(name) between 1 and 100", name="name"), nullable=False),
    Column("description", Text, CheckConstraint("char_length(description) <= 2000", name="description")),
    Column("cover_url", Text, CheckConstraint("char_length(cover_url) <= 500", name="cover_url")),
    Column(
        "visibility",
        Text,
        CheckConstraint("visibility in ('private', 'unlisted', 'public')", name="visibility"),
        nullable=False,
    ),
    Column("rules", JSONB(none_as_null=True)),
    Column("follows", UuidType),
    Column("version", BigInteger, nullable=False),
    Column("item_count", Integer, CheckConstraint("item_count between 0 and 10000", name="item_count"), nullable=False),
    Column("likes", Integer, nullable=False, server_default=text("0")),
    Column("shares", Integer, nullable=False, server_default=text("0")),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)
Index("ix_lists_user_id", lists.c.user_id)
Index("ix_lists_follows", lists.c.follows, postgresql_where=lists.c.follows.is_not(None))
Index("ix_lists_created_at", lists.c.created_at.desc(), lists.c.list_id)
_PUBLIC: Final = lists.c.visibility == "public"
Index("ix_lists_likes", lists.c.likes.desc(), lists.c.created_at.desc(), lists.c.list_id, postgresql_where=_PUBLIC)
Index("ix_lists_public", lists.c.created_at.desc(), lists.c.list_id, postgresql_where=_PUBLIC)

list_items: Final = Table(
    "list_items",
    metadata,
    _list_id(),
    Column("media_id", UuidType, primary_key=True),
    Column("rank", BigInteger, nullable=False),
    Column("note", Text, CheckConstraint("char_length(note) <= 500", name="note")),
    Column("added_by", UuidType),
    Column("added_at", DateTime(timezone=True), nullable=False),
    # Checked at the end of a statement: one statement distributes the ranks again.
    UniqueConstraint("list_id", "rank", name="uq_list_items_list_id_rank", deferrable=True, initially="IMMEDIATE"),
)
Index("ix_list_items_media_id", list_items.c.media_id)
Index("ix_list_items_added_by", list_items.c.added_by, postgresql_where=list_items.c.added_by.is_not(None))

list_members: Final = Table(
    "list_members",
    metadata,
    _list_id(),
    Column("user_id", UuidType, primary_key=True),
    Column("role", Text, CheckConstraint("role in ('viewer', 'editor')", name="role"), nullable=False),
    Column("joined_at", DateTime(timezone=True), nullable=False),
)
Index("ix_list_members_user_id", list_members.c.user_id)

list_reactions: Final = Table(
    "list_reactions",
    metadata,
    _list_id(),
    Column("user_id", UuidType, primary_key=True),
    Column("reaction", Text, CheckConstraint("reaction in ('like', 'share')", name="reaction"), primary_key=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
Index("ix_list_reactions_user_id", list_reactions.c.user_id)

list_links: Final = Table(
    "list_links",
    metadata,
    _list_id(),
    Column("kind", Text, CheckConstraint("kind in ('public', 'viewer', 'editor')", name="kind"), primary_key=True),
    Column("token_hash", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
Index("ix_list_links_token_hash", list_links.c.token_hash, unique=True)
