"""The tables of the insights schema."""

from typing import Final

from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table
from insights.infrastructure.audiences.tables import audience_retention
from insights.infrastructure.groups.tables import group_days, group_months, service_names, stale_group_days
from insights.infrastructure.lists.tables import list_days, list_ranks
from insights.infrastructure.movements.tables import movement_windows, movements, signal_changes, stale_changes, trends
from insights.infrastructure.plays.tables import erased_users, stale_plays, user_plays
from insights.infrastructure.reasons.tables import arrivals, source_outages, title_facts
from insights.infrastructure.schema import metadata
from insights.infrastructure.signals.tables import (
    daily_signals,
    hourly_signals,
    monthly_signals,
    stale_weeks,
    weekly_signals,
)
from insights.infrastructure.titles.tables import titles
from insights.infrastructure.years.tables import year_reviews

outbox: Final = outbox_table(metadata)
inbox: Final = inbox_table(metadata)

SIGNALS: Final = (daily_signals, hourly_signals, weekly_signals, monthly_signals, stale_weeks)
GROUPS: Final = (group_days, group_months, stale_group_days, service_names)
PLAYS: Final = (user_plays, stale_plays, erased_users)
READ_MODEL: Final = (
    movements,
    movement_windows,
    signal_changes,
    stale_changes,
    *GROUPS,
    *SIGNALS,
    *PLAYS,
    titles,
    title_facts,
    audience_retention,
    inbox,
)
"""The tables that a replay rebuilds.

Those of `OWNED` are not: `trends` holds what was published last, of lists the topic keeps only the newest version, of
arrivals and outages the last 90 and 30 days, and `year_reviews` outlive the days that they were computed from.
"""
OWNED: Final = (trends, list_days, list_ranks, arrivals, source_outages, year_reviews)
