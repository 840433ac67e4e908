"""The routers of the service."""

from typing import Final

from fastapi import APIRouter

from insights.presentation.audiences import routes as audiences
from insights.presentation.groups import routes as groups
from insights.presentation.lists import routes as lists
from insights.presentation.movements import badges, pictures
from insights.presentation.movements import change_routes as changes
from insights.presentation.movements import routes as movements
from insights.presentation.signals import routes as signals
from insights.presentation.trends import distributions
from insights.presentation.trends import routes as trends
from insights.presentation.years import routes as years

ROUTERS: Final[tuple[APIRouter, ...]] = (
    movements.router,
    pictures.router,
    changes.router,
    badges.router,
    signals.router,
    trends.router,
    distributions.router,
    groups.router,
    years.router,
    lists.router,
    audiences.router,
)
