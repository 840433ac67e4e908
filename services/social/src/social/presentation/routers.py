"""Every router of social. Fixed paths come before those with an id in the same place."""

from typing import Final

from social.presentation.people import routes as people

ROUTERS: Final = (people.router,)
