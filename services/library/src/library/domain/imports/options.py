"""What a user chooses for an import."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The choices of a user for one import."""

    overwrite_ratings: bool = False
    """Whether ratings of the file replace those that the user set by hand."""
    rated_is_watched: bool = False
    """Whether a movie that the file only rates counts as watched, on the day of the rating."""
