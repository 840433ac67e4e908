"""What a user does with titles: states, ratings, progress, history and statistics."""

from web.presentation.pages.library import (
    actions,
    continuing,
    entries,
    history,
    ratings,
    seasons,
    statistics,
    subscriptions,
)

ROUTERS = (
    actions.router,
    continuing.router,
    entries.router,
    history.router,
    ratings.router,
    seasons.router,
    statistics.router,
    subscriptions.router,
)
