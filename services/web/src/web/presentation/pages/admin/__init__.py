"""Pages of operators and editors: sources, jobs, policies, edits, users, audit, deliveries, dead letters, events."""

from web.presentation.pages.admin import (
    catalog,
    dead_letters,
    deliveries,
    jobs,
    overview,
    policies,
    runs,
    schedules,
    titles,
    users,
)

ROUTERS = tuple(
    module.router
    for module in (overview, jobs, schedules, policies, runs, titles, catalog, users, deliveries, dead_letters)
)
