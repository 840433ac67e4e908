"""Pages of users about their media sources."""

from web.presentation.pages.sources import adding, files, one, opening, overview, unmatched

ROUTERS = tuple(module.router for module in (overview, adding, unmatched, opening, files, one))
