"""What can be wrong in insights' own words.

InsightsError
├── MediaNotFound
└── DayOutOfRange
"""


class InsightsError(Exception):
    """Base of every error of this service."""

    code = "insights_error"


class MediaNotFound(InsightsError):
    """Nothing was ever said of the title."""

    code = "media_not_found"


class DayOutOfRange(InsightsError):
    """An observation of a day that nobody can have seen."""

    code = "day_out_of_range"
