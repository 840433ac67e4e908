"""The tables of the insights schema."""

from typing import Final

from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table
from insights.infrastructure.movements.tables import movement_windows, movements
from insights.infrastructure.schema import metadata
from insights.infrastructure.signals.tables import daily_signals, hourly_signals
from insights.infrastructure.titles.tables import titles

outbox: Final = outbox_table(metadata)
inbox: Final = inbox_table(metadata)

READ_MODEL: Final = (movements, movement_windows, daily_signals, hourly_signals, titles, inbox)
"""The tables that a replay rebuilds. `trends` holds what was published last, and is not rebuilt."""
