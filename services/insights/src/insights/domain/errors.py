"""Errors of insights.

InsightsError
├── GenreNotFound
├── ListNotFound
├── MediaNotFound
└── ProviderNotFound
"""


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
        self.message = message
        self.rule = rule
        """Stable code of the rule."""
        self.params = params
        """The values in the message by name."""


class DayOutOfRange(ValueError):
    """An observation of a day on which there can be none."""
