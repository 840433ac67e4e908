"""Pages of users about their media sources."""

from web.presentation.pages.sources import adding, one, overview, unmatched

ROUTERS = tuple(module.router for module in (overview, adding, unmatched, one))
