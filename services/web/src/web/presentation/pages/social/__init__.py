"""The activity feed, and the people of a user."""

from web.presentation.pages.social import feed, people, together

ROUTERS = (feed.router, people.router, together.router)
