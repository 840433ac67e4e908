"""What a title is: its page, its seasons, the people and collections around it, and comparisons."""

from web.presentation.pages.titles import collections, comparison, people, seasons, signals, title, title_parts, years

ROUTERS = (
    title.router,
    title_parts.router,
    signals.router,
    seasons.router,
    people.router,
    collections.router,
    comparison.router,
    years.router,
)
