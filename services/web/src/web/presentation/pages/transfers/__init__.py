"""A library as files: imports from other services, and exports."""

from web.presentation.pages.transfers import exports, imports, rows

ROUTERS = (
    exports.router,
    imports.router,
    rows.router,
)
