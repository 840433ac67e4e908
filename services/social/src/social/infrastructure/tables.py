"""The tables of the social schema."""

from typing import Final

from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table
from social.infrastructure.activity import tables as activity
from social.infrastructure.live import tables as live
from social.infrastructure.metadata import metadata
from social.infrastructure.moderation import tables as moderation
from social.infrastructure.people import tables as people
from social.infrastructure.relations import tables as relations
from social.infrastructure.reviews import tables as reviews
from social.infrastructure.tables_of_sessions import ended_sessions
from social.infrastructure.together import tables as together

__all__ = ["activity", "ended_sessions", "live", "metadata", "moderation", "people", "relations", "reviews", "together"]

outbox: Final = outbox_table(metadata)
inbox: Final = inbox_table(metadata)

READ_MODEL: Final = (people.people, people.erased_users, *reviews.READ_MODEL, inbox)
"""What `replay` empties before it reads the log again. What users have done here is no projection: it stays."""
