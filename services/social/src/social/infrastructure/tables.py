"""The tables of the social schema."""

from typing import Final

from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table
from chassis.storage.sessions.ended import ended_session_table
from social.infrastructure.activity import tables as activity
from social.infrastructure.metadata import metadata
from social.infrastructure.moderation import tables as moderation
from social.infrastructure.people import tables as people
from social.infrastructure.relations import tables as relations
from social.infrastructure.reviews import tables as reviews

__all__ = ["activity", "metadata", "moderation", "people", "relations", "reviews"]

outbox: Final = outbox_table(metadata)
inbox: Final = inbox_table(metadata)
ended_sessions: Final = ended_session_table(metadata)

READ_MODEL: Final = (people.people, people.erased_users, *reviews.READ_MODEL, inbox)
"""What `replay` empties before it reads the log again. What users have done here is no projection: it stays."""
