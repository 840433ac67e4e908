"""Tables of saved items and of actions."""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Identity, Index, Table, Text
from sqlalchemy import Uuid as UuidType

from library.infrastructure.metadata import metadata

saved_items: Final = Table(
    "saved_items",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    # One row per title: a title cannot be in both lists.
    Column("media_id", UuidType, primary_key=True),
    Column("list", Text, CheckConstraint("list in ('for_later', 'considering')", name="list"), nullable=False),
    Column("reason_key", Text, CheckConstraint("char_length(reason_key) <= 64", name="reason_key")),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)
Index(
    "ix_saved_items_user_id_list_created_at",
    saved_items.c.user_id,
    saved_items.c.list,
    saved_items.c.created_at.desc(),
)
Index("ix_saved_items_media_id", saved_items.c.media_id)

actions: Final = Table(
    "actions",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("media_id", UuidType, nullable=False),
    Column(
        "name",
        Text,
        CheckConstraint("name in ('save_for_later', 'consider', 'unsave', 'subscribe', 'unsubscribe')", name="name"),
        nullable=False,
    ),
    Column("subject", Text),
    Column("context", Text, CheckConstraint("context in ('verdict', 'card', 'details', 'hero')", name="context")),
    Column("reason_key", Text, CheckConstraint("char_length(reason_key) <= 64", name="reason_key")),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
Index("ix_actions_user_id_created_at", actions.c.user_id, actions.c.created_at.desc())
