"""Every router of social. Fixed paths come before those with an id in the same place."""

from typing import Final

from social.presentation.people import routes as people
from social.presentation.relations import block_routes, follow_routes, friend_routes

ROUTERS: Final = (people.router, friend_routes.router, follow_routes.router, block_routes.router)
