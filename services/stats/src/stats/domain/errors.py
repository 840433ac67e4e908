"""Errors of stats.

StatsError
├── StatsNotFound
├── AmbiguousTitle
├── UnknownFormula
├── DayOutOfRange
└── ShowNotFound
"""


class StatsError(Exception):
    """Base of every error of this service."""


class StatsNotFound(StatsError):
    """The title has no score."""


class AmbiguousTitle(StatsError):
    """A TMDB number belongs to a movie and to a show, and the request does not say which is meant."""


class UnknownFormula(StatsError):
    """No formula has that name."""


class DayOutOfRange(StatsError):
    """A day is in the future, or a period is reversed or too long."""


class ShowNotFound(StatsError):
    """No show has the id or the number."""
