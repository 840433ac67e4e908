"""The texts in English."""

from typing import Final

from catalog.presentation.texts.keys import Group

TEXTS: Final[dict[Group, dict[str, str]]] = {
    "verdicts": {
        "poorRatings": "Poor ratings",
        "belowAverage": "Below average",
        "cancelled": "Canceled",
        "upcomingHit": "Eagerly awaited",
        "justReleased": "Just released",
        "nowStreaming": "Now streaming",
        "timelessFavorite": "A timeless favorite",
        "steadyInterest": "Still popular after years",
        "trendingNow": "Trending now",
        "risingHype": "Attention is rising",
        "criticsLoved": "Loved by critics and audiences",
        "strongRatings": "Strong ratings",
        "decentRatings": "Decent ratings",
        "longRunning": "Running for many seasons",
        "mixedReviews": "Mixed reviews",
        "noConsensusYet": "Opinions differ so far",
        "earlyReviews": "Early reviews",
    },
    "hints": {
        "decideToWatch": "Decide whether to watch",
        "forLater": "Save for later",
        "notifyRelease": "Get notified of the release",
    },
    "statusHints": {
        "newSeason": "New season",
        "newEpisodes": "New episodes",
        "seriesFinale": "The show has ended",
    },
    "badges": {
        "NEW_EPISODE": "New episode",
        "CONTINUE": "Continue",
        "IN_WATCHLIST": "In your watchlist",
        "HIT": "Hit",
        "NEW_RELEASE": "New release",
        "IN_THEATERS": "In theaters",
        "NEW_ON_STREAMING": "New on streaming",
        "RISING": "Rising",
        "TRENDING": "Trending",
    },
    "callsToAction": {"CONTINUE": "Continue watching", "SAVE": "Save", "OPEN": "Open"},
    "releaseStatuses": {
        "upcoming": "Coming soon",
        "in_theaters": "In theaters",
        "new_on_streaming": "New on streaming",
        "streaming": "Streaming",
    },
    "homeSections": {
        "hero": "Popular right now",
        "continueWatching": "Continue watching",
        "fromMyList": "From your list",
        "trendingMovies": "Trending movies",
        "trendingShows": "Trending shows",
        "inTheaters": "In theaters",
        "newOnDigital": "New on streaming",
        "newEpisodes": "New episodes",
    },
    "policyReasons": {
        "MISSING_ORIGIN_COUNTRY": "The country of origin is unknown",
        "MISSING_ORIGINAL_LANGUAGE": "The original language is unknown",
        "BLOCKED_COUNTRY": "The country of origin is blocked",
        "BLOCKED_LANGUAGE": "The original language is blocked",
        "BREAKOUT_ALLOWED": "Allowed as an exception for its success",
        "MISSING_GLOBAL_SIGNALS": "Ratings or votes are too few or too low",
        "NEUTRAL_COUNTRY": "A country of origin is neither allowed nor blocked",
        "NEUTRAL_LANGUAGE": "The original language is neither allowed nor blocked",
        "ALLOWED_COUNTRY": "The country of origin is allowed",
        "ALLOWED_LANGUAGE": "The original language is allowed",
    },
}
SEASONS: Final = {"one": "{count} season", "other": "{count} seasons"}
"""By plural category of the language (CLDR)."""
