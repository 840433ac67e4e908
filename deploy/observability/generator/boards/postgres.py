"""Are there connections enough?"""

from typing import Final

from deploy.observability.generator.panels import Dashboard, Row, graph, slowest

POSTGRES: Final = Dashboard(
    "marquee-postgres",
    "Marquee: Postgres and its pools",
    "Are there connections enough, and who waits for one?",
    (
        Row(
            "Pools",
            (
                graph(
                    "In use, share of the pool",
                    (
                        "max by (service, role, pool) (database_pool_in_use_connections / database_pool_connections)",
                        "{{pool}} {{role}}",
                    ),
                    unit="percentunit",
                ),
                graph("Who waits, on average", ("service:database_pool_waiting:rate5m", "{{pool}} {{role}}")),
                slowest("Wait, p99", "database_pool_wait_seconds", "pool"),
            ),
        ),
        Row(
            "What reads tables",
            (
                graph(
                    "Connections that services may open",
                    ("sum by (service) (database_pool_connections)", "{{service}}"),
                ),
                graph(
                    "Metrics of tables that cannot be read",
                    ("min by (service, source) (metrics_source_up)", "{{service}} {{source}}"),
                ),
                graph(
                    "Periodic tasks that fail",
                    ("sum by (service, task) (increase(periodic_failures_total[1h]))", "{{service}} {{task}}"),
                ),
            ),
        ),
    ),
)
