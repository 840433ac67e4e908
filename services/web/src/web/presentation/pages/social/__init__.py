"""The activity feed, and the people of a user."""

from web.presentation.pages.social import feed, people

ROUTERS = (feed.router, people.router)
