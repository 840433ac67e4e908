"""Errors of insights.

InsightsError
└── MediaNotFound
"""


class InsightsError(Exception):
    """Base of every error that a client of this service can get."""


class MediaNotFound(InsightsError):
    """No event has named the title."""


class DayOutOfRange(ValueError):
    """An observation of a day on which there can be none."""
