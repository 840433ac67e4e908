"""Lists of titles: those of the user, public ones, shared ones, and the profile of a user."""

from web.presentation.pages.user_lists import editing, followed, items, overview, profiles, reading, sharing, smart

ROUTERS = (
    overview.router,
    smart.router,
    followed.router,
    sharing.router,
    reading.router,
    editing.router,
    items.router,
    profiles.router,
)
