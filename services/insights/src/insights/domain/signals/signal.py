"""What is observed of a title, and where a value comes from. The numbers are stored: they never change."""

from enum import IntEnum, unique
from typing import Final

GLOBAL: Final = "global"
"""The region of a value that counts for the whole world."""


@unique
class Signal(IntEnum):
    """A quantity that is observed of a title over time."""

    LIVE_WATCHERS = 1
    TOTAL_WATCHERS = 2
    TOTAL_PLAYS = 3
    POPULARITY = 4
    VOTES = 5
    RATING = 6
    """From 0 to 10; of Metacritic and Rotten Tomatoes from 0 to 100."""
    RANK = 7
    """In TMDB's trending list of the title's kind; stored with all lists, not with the values of titles."""
    PLAYS = 8

    @property
    def label(self) -> str:
        """The name in requests and responses, for example `total_watchers`."""
        return self.name.lower()

    @property
    def is_live(self) -> bool:
        """Whether it is the state of a moment: a day keeps the maximum, and an hour has a frame."""
        return self in LIVE_SIGNALS

    @classmethod
    def of(cls, label: str) -> "Signal":
        """Return the signal of a label; raise KeyError for an unknown one."""
        return _SIGNALS[label]


@unique
class Source(IntEnum):
    """Where a value comes from."""

    TRAKT = 1
    TMDB = 2
    IMDB = 3
    MARQUEE = 4
    METACRITIC = 5
    ROTTEN_TOMATOES = 6

    @property
    def label(self) -> str:
        """The name in requests and responses, for example `trakt`."""
        return self.name.lower()

    @classmethod
    def of(cls, label: str) -> "Source":
        """Return the source of a label; raise KeyError for an unknown one."""
        return _SOURCES[label]


LIVE_SIGNALS: Final = frozenset({Signal.LIVE_WATCHERS})
_SIGNALS: Final = {signal.label: signal for signal in Signal}
_SOURCES: Final = {source.label: source for source in Source}
