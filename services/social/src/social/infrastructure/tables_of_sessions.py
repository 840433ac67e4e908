"""The table of sessions that have ended."""

from typing import Final

from chassis.storage.sessions.ended import ended_session_table
from social.infrastructure.metadata import metadata

ended_sessions: Final = ended_session_table(metadata)
