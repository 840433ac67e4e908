"""The pages, one module or folder per subject."""

from web.presentation.pages import display, home, titles
from web.presentation.pages.browse import calendar, lists, search, trends

ROUTERS = (
    home.router,
    display.router,
    lists.router,
    trends.router,
    calendar.router,
    search.router,
    *titles.ROUTERS,
)
