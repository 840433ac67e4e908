"""Errors of insights.

InsightsError
├── GenreNotFound
├── ListNotFound
├── MediaNotFound
└── ProviderNotFound
"""

from chassis.core.rules.broken import BrokenRule


class InsightsError(Exception):
    """Base of every error that a client of this service can get."""


class GenreNotFound(InsightsError):
    """No title has the genre."""


class ListNotFound(InsightsError):
    """No event has named the list."""


class MediaNotFound(InsightsError):
    """No event has named the title."""


class ProviderNotFound(InsightsError):
    """No title streams on the service in the region."""


class TrendsError(ValueError):
    """A parameter of a series breaks a rule that depends on the day or on another parameter; a validation error."""

    def __init__(self, parameter: str, rule: str, message: str, **params: object) -> None:
        super().__init__(f"{parameter} {message}")
        self.parameter = parameter
        self.broken = BrokenRule(rule, message, params)


class DayOutOfRange(ValueError):
    """An observation of a day on which there can be none."""
