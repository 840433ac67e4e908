"""Pages of operators and editors: sources, jobs, schedules, policies, edits, users, audit, deliveries and events."""

from web.presentation.pages.admin import catalog, deliveries, jobs, overview, policies, runs, schedules, titles, users

ROUTERS = tuple(
    module.router for module in (overview, jobs, schedules, policies, runs, titles, catalog, users, deliveries)
)
