"""How many relations a user may have."""

from typing import Final

FRIENDS: Final = 1_000
SENT_REQUESTS: Final = 200
"""Requests for friendship that wait for decisions of others."""
RECEIVED_REQUESTS: Final = 1_000
"""Requests for friendship that wait for the user's decision."""
FOLLOWING: Final = 2_000
"""People whom a user follows, or has requested to."""
BLOCKS: Final = 2_000
