"""The tables of the federation schema."""

from typing import Final

from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table
from chassis.storage.sessions.ended import ended_session_table
from federation.infrastructure.imports.tables import imported_tracks, imports
from federation.infrastructure.metadata import metadata
from federation.infrastructure.peers.tables import invitations, peers
from federation.infrastructure.sharing.tables import confirmations, deletions, list_copies, shares
from federation.infrastructure.trust.tables import identity, nonces, own_keys, peer_keys, usage
from jobs.postgres.tables import job_table, lock_table, schedule_table

__all__ = [
    "confirmations",
    "deletions",
    "identity",
    "imported_tracks",
    "imports",
    "invitations",
    "list_copies",
    "metadata",
    "nonces",
    "own_keys",
    "peer_keys",
    "peers",
    "shares",
    "usage",
]

outbox: Final = outbox_table(metadata)
inbox: Final = inbox_table(metadata)
jobs: Final = job_table(metadata)
schedules: Final = schedule_table(metadata)
locks: Final = lock_table(metadata)
ended_sessions: Final = ended_session_table(metadata)

READ_MODEL: Final = (inbox,)
"""What `replay` empties before it reads the log again. Nothing else is a projection: it stays."""
