"""Errors of stats.

StatsError
├── StatsNotFound
└── AmbiguousTitle
"""


class StatsError(Exception):
    """Base of every error of this service."""


class StatsNotFound(StatsError):
    """The title has no score."""


class AmbiguousTitle(StatsError):
    """A TMDB number belongs to a movie and to a show, and the request does not say which is meant."""
