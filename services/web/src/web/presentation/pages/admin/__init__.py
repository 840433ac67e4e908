"""Pages of operators and editors: sources, jobs, policies, edits, users, audit, deliveries, dead letters, events.

The page of outgoing connections is for administrators only.
"""

from web.presentation.pages.admin import (
    catalog,
    dead_letters,
    deliveries,
    egress,
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
    for module in (
        overview,
        jobs,
        schedules,
        policies,
        runs,
        titles,
        catalog,
        users,
        deliveries,
        dead_letters,
        egress,
    )
)
