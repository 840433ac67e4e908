"""What can be wrong in stats' own words.

StatsError
├── StatsNotFound
└── AmbiguousTitle
"""


class StatsError(Exception):
    """Base of every error of this service."""


class StatsNotFound(StatsError):
    """No score is known for the title."""


class AmbiguousTitle(StatsError):
    """A TMDB number that names both a movie and a show; the kind decides."""
